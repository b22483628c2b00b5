using SmartSectors.Grains.Devices;
using SmartSectors.Telemetry.Binary;
using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Grains.Partitions;

/// <summary>A device's site from a moment on.</summary>
internal readonly record struct Residence(long FromMs, int Site, int Ordinal);

/// <summary>One device as a page or delta of state holds it.</summary>
/// <param name="Rejected">Null where nothing was.</param>
/// <param name="Residences">Its sites, null when it never moved.</param>
/// <param name="Place">Where it was last; null where it never said.</param>
/// <param name="Series">Its series in their order, each with the site that it is at.</param>
internal sealed record DeviceEntry(
    int Index, DeviceGrain Device, Dictionary<RejectReason, long>? Rejected, List<Residence>? Residences,
    LastPlace? Place, List<(int Site, SeriesState State)> Series)
{
    private const int UsualSeries = 4;

    // What a device has beside what the first version wrote of every one: a mask, and each part in its order.
    [Flags]
    private enum Parts : uint
    {
        Receipts = 1,
        Place = 2,
        Clock = 4,
    }

    private const Parts KnownParts = Parts.Receipts | Parts.Place | Parts.Clock;

    /// <summary>Writes the parts; they stand between the residences and the series.</summary>
    /// <param name="place">Where it was last; null where it never said.</param>
    public static void WriteParts(ref ByteWriter writer, in DeviceGrain device, in LastPlace? place)
    {
        var parts = (device.ReceiptQuarter != 0 ? Parts.Receipts : 0) | (place is not null ? Parts.Place : 0)
            | (device.Clock.LeastDelayMs is not null ? Parts.Clock : 0);
        writer.WriteVarint((uint)parts);
        if ((parts & Parts.Receipts) != 0)
        {
            writer.WriteVarint(device.ReceiptQuarter);
            writer.WriteVarint((uint)device.Ledger.Received - device.ReceivedBefore);
            writer.WriteVarint((uint)device.Ledger.Stored - device.StoredBefore);
        }

        place?.Write(ref writer);
        if ((parts & Parts.Clock) != 0) device.Clock.Write(ref writer);
    }

    private static void ReadParts(ref ByteReader reader, ref DeviceGrain device, out LastPlace? place)
    {
        var mask = reader.ReadVarint();
        if (mask > (ulong)KnownParts) throw new InvalidDataException("CORRUPT: a device's state has parts that this version does not know.");
        if (((Parts)mask & Parts.Receipts) != 0)
        {
            device.ReceiptQuarter = (uint)reader.ReadVarint();
            device.ReceivedBefore = (uint)device.Ledger.Received - (uint)reader.ReadVarint();
            device.StoredBefore = (uint)device.Ledger.Stored - (uint)reader.ReadVarint();
        }

        place = ((Parts)mask & Parts.Place) != 0 ? LastPlace.Read(ref reader) : null;
        if (((Parts)mask & Parts.Clock) != 0) device.Clock = ClockEstimate.Read(ref reader);
    }

    /// <param name="hasParts">The entry is of a version that wrote <see cref="WriteParts"/>.</param>
    public static DeviceEntry Read(ref ByteReader reader, bool hasParts)
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
        LastPlace? place = null;
        if (hasParts) ReadParts(ref reader, ref device, out place);

        var series = new List<(int, SeriesState)>(UsualSeries);
        while (reader.ReadVarint() is > 0 and var number)
        {
            var site = (int)reader.ReadVarint();
            var state = StateCodec.ReadSeries(ref reader);
            state.Device = index;
            state.Number = (int)number - 1;
            series.Add((site, state));
        }

        return new DeviceEntry(index, device, rejected, residences, place, series);
    }
}
