using System.ComponentModel;
using SmartSectors.Operations.Devices;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Operations.Latest;

/// <summary>A page of last readings.</summary>
internal sealed record LatestBody(
    IReadOnlyList<LatestReadingBody> Readings,
    [property: Description("The cursor of the next page; null at the end.")] string? Next);

/// <summary>The last reading of one indicator of a device.</summary>
internal sealed record LatestReadingBody(
    string Device,
    string Site,
    string Indicator,
    [property: Description("UCUM.")] string Unit,
    DateTimeOffset Time,
    double Value,
    [property: Description("pass, unevaluated, suspect or fail.")] string Flag,
    [property: Description("Of the device now: live or silent.")] string Link)
{
    public static LatestReadingBody Of(LatestReading reading) => new(
        reading.DeviceId, reading.SiteId, reading.Indicator.Code, reading.Indicator.UnitUcum, reading.Time, reading.Value, reading.Flag.Name(), reading.Link.Name());
}
