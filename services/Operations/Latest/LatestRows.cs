using SmartSectors.Http;
using SmartSectors.Operations.Devices;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Operations.Latest;

/// <summary>Last readings as rows.</summary>
internal static class LatestRows
{
    private static readonly string[] s_columns = ["device", "site", "indicator", "unit", "time", "value", "flag", "link"];

    public static TableAnswer<LatestReading> Answer(
        TableFormat format, RowPage<LatestReading> first, Func<string, CancellationToken, Task<RowPage<LatestReading>>>? next) =>
        new(format, "latest", s_columns, first, next, (row, reading) =>
        {
            row.Text(reading.DeviceId);
            row.Text(reading.SiteId);
            row.Text(reading.Indicator.Code);
            row.Text(reading.Indicator.UnitUcum);
            row.Time(reading.Time);
            row.Number<double>(reading.Value);
            row.Text(reading.Flag.Name());
            row.Text(reading.Link.Name());
        });
}
