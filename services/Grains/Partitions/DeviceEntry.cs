using SmartSectors.Grains.Devices;
using SmartSectors.Telemetry.Binary;
using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Grains.Partitions;

/// <summary>A device's site from a moment on.</summary>
internal readonly record struct Residence(long FromMs, int Site, int Ordinal);

/// <summary>One device as a page or delta of state holds it.</summary>
/// <param name="Series">Its series in their order, each with the site that it is at.</param>
internal sealed record DeviceEntry(
    int Index, DeviceGrain Device, Dictionary<RejectReason, long> Rejected, List<Residence> Residences,
    List<(int Site, SeriesState State)> Series)
{
    public static DeviceEntry Read(ref ByteReader reader)
    {
        var index = (int)reader.ReadVarint();
        var device = new DeviceGrain
        {
            Site = (int)reader.ReadVarint(),
            Ordinal = (int)reader.ReadVarint(),
            FirstSeries = -1,
            LastSeenMs = reader.ReadSigned(),
        };
        device.Ledger = StateCodec.ReadLedger(ref reader, out var rejected);
        var residences = new List<Residence>(reader.ReadCount());
        for (var i = residences.Capacity; i > 0; i--)
            residences.Add(new Residence(reader.ReadSigned(), (int)reader.ReadVarint(), (int)reader.ReadVarint()));
        device.HasMoved = residences.Count > 0;

        var series = new List<(int, SeriesState)>();
        while (reader.ReadVarint() is > 0 and var number)
        {
            var site = (int)reader.ReadVarint();
            var state = StateCodec.ReadSeries(ref reader);
            state.Device = index;
            state.Number = (int)number - 1;
            series.Add((site, state));
        }

        return new DeviceEntry(index, device, rejected, residences, series);
    }
}
