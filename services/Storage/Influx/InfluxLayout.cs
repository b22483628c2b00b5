using System.Globalization;
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

    /// <summary>Deletes the readings of a device measured in [from, until), by whatever retention policy: DELETE takes none.</summary>
    /// <param name="fromMs"><see cref="long.MinValue"/> for since ever.</param>
    public static string Deletion(string deviceId, long fromMs, long untilMs) => string.Create(
        CultureInfo.InvariantCulture,
        $"DELETE FROM {Readings} WHERE device = {InfluxText.Literal(deviceId)} AND time >= {Math.Max(fromMs, 0)}ms AND time < {untilMs}ms");

    /// <summary>What the lines of one device's indicator begin with.</summary>
    public static byte[] SeriesOf(string deviceId, Indicator indicator) => LineBatch.Series(
        Readings, ("device", deviceId), ("indicator", indicator.Code), ("sector", indicator.Sector.Name()));
}
