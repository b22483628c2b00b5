using SmartSectors.Operations.Http;
using SmartSectors.Telemetry.Quality;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Readings;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Operations.Devices;

/// <summary>Readings as rows; the tests that found something in one cell, such as <c>spike=suspect;flat_line=fail</c>.</summary>
internal static class ReadingRows
{
    private static readonly string[] s_columns = ["device", "indicator", "unit", "time", "value", "flag", "tests"];

    public static TableAnswer<ReadingPoint> Answer(
        TableFormat format, string device, Indicator indicator, RowPage<ReadingPoint> first, Func<string, CancellationToken, Task<RowPage<ReadingPoint>>>? next) =>
        new(format, $"readings-{indicator.Code}", s_columns, first, next, (row, point) =>
        {
            row.Text(device);
            row.Text(indicator.Code);
            row.Text(indicator.UnitUcum);
            row.Time(point.Time);
            row.Number<double>(point.Value);
            row.Text(point.Flag.Name());
            row.Text(point.Findings == default ? null : string.Join(
                ';', QualityTestNames.All.Where(test => point.Findings[test] != ReadingFlag.Unevaluated)
                    .Select(test => $"{test.Name()}={point.Findings[test].Name()}")));
        });
}
