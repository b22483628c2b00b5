using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Storage.Influx;

/// <summary>
/// Measurements, tags and fields, as docs/influxdb.md describes them to those who open them in Grafana. The tags of a
/// reading are what it is identified by, and nothing that can change: the same reading written again, with another flag or
/// after its device moved, is the same point.
/// </summary>
internal static class InfluxLayout
{
    /// <summary>The retention policy of readings; everything else is in the database's default one, for ever.</summary>
    public const string RawPolicy = "raw";

    public const string Readings = "readings";

    /// <summary>What the lines of one device's indicator begin with.</summary>
    public static byte[] SeriesOf(string deviceId, Indicator indicator) => LineBatch.Series(
        Readings, ("device", deviceId), ("indicator", indicator.Code), ("sector", indicator.Sector.Name()));
}
