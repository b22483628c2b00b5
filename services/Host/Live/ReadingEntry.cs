using SmartSectors.Grains.Partitions;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Host.Live;

/// <summary>A device was first heard, or is at another site.</summary>
/// <param name="Id">Empty of one that was known.</param>
/// <param name="Site">Where it is now, if that site is watched.</param>
internal sealed record DeviceAt(uint Number, string Id, string? Site);

/// <summary>A committed reading of a watched device; or the news of a device.</summary>
internal readonly record struct ReadingEntry(uint Number, ushort Indicator, StoredReading Reading, DeviceAt? Device)
{
    public static ReadingEntry Of(uint device, ushort indicator, StoredReading reading) => new(device, indicator, reading, null);

    public static ReadingEntry Of(DeviceAt device) => new(device.Number, 0, default, device);

    public ReadingEvent ToEvent(string id, Indicator indicator) => new(
        new DeviceSeries(id, indicator),
        new ReadingPoint(DateTimeOffset.FromUnixTimeMilliseconds(Reading.TimeMs), Reading.Value, Reading.Flag, Reading.Findings));
}
