using SmartSectors.Http;
using SmartSectors.Telemetry.Quality;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Operations.Devices;

/// <summary>A reading and whose it is.</summary>
internal readonly record struct SeriesReading(DeviceSeries Of, ReadingPoint Point);

/// <summary>Readings as rows; the tests that found something in one cell, such as <c>spike=suspect;flat_line=fail</c>.</summary>
internal static class ReadingRows
{
    private static readonly string[] s_columns = ["device", "indicator", "unit", "time", "value", "flag", "tests"];

    public static TableAnswer<SeriesReading> Answer(
        TableFormat format, string name, RowPage<SeriesReading> first, Func<string, CancellationToken, Task<RowPage<SeriesReading>>>? next) =>
        new(format, name, s_columns, first, next, (row, reading) =>
        {
            var (of, point) = reading;
            row.Text(of.DeviceId);
            row.Text(of.Indicator.Code);
            row.Text(of.Indicator.UnitUcum);
            row.Time(point.Time);
            row.Number<double>(point.Value);
            row.Text(point.Flag.Name());
            row.Text(point.Findings == default ? null : string.Join(
                ';', QualityTestNames.All.Where(test => point.Findings[test] != ReadingFlag.Unevaluated)
                    .Select(test => $"{test.Name()}={point.Findings[test].Name()}")));
        });
}
