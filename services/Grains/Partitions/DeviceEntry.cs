using SmartSectors.Grains.Devices;
using SmartSectors.Telemetry.Binary;
using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Grains.Partitions;

/// <summary>A device's site from a moment on.</summary>
internal readonly record struct Residence(long FromMs, int Site, int Ordinal);

/// <summary>One device as a page or delta of state holds it.</summary>
/// <param name="Rejected">Null where nothing was.</param>
/// <param name="Residences">Its sites, null when it never moved.</param>
/// <param name="Series">Its series in their order, each with the site that it is at.</param>
internal sealed record DeviceEntry(
    int Index, DeviceGrain Device, Dictionary<RejectReason, long>? Rejected, List<Residence>? Residences,
    List<(int Site, SeriesState State)> Series)
{
    private const int UsualSeries = 4;

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
        device.Ledger = SiteBalance.Read(ref reader, out var rejected);
        List<Residence>? residences = null;
        for (var left = reader.ReadCount(); left > 0; left--)
            (residences ??= []).Add(new Residence(reader.ReadSigned(), (int)reader.ReadVarint(), (int)reader.ReadVarint()));
        device.HasMoved = residences is not null;

        var series = new List<(int, SeriesState)>(UsualSeries);
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
