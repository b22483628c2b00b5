using System.Globalization;
using SmartSectors.Grains.Devices;
using SmartSectors.Grains.Log;
using SmartSectors.Telemetry.Places;

namespace SmartSectors.Grains.Partitions;

// Places: where devices say they were. One that roams is at the shard of its site for the province where it was last.
public sealed partial class Partition
{
    // Those of the block that is being applied, until its samples take them.
    private readonly Queue<DevicePlaced> _placed = new();

    private readonly Dictionary<int, LastPlace> _places = [];

    // What the last one that was taken says.
    private SampleReceipt _taken;

    private void Apply(in DevicePlaced placed)
    {
        _placed.Enqueue(placed);
        if (placed.Shard == Numbers.None) return;

        var site = _sites[DeviceAt(Numbers.IndexOf(placed.Device)).Site];
        Apply(new SiteSeen(placed.Shard, site.Sector, site.Id, placed.Province.ToString("00", CultureInfo.InvariantCulture)));
    }

    /// <summary>What the position of a sample that has one says of it.</summary>
    private SampleReceipt TakePosition(int index, ref DeviceGrain device, long timeMs, SampleFlags flags, bool isRefused)
    {
        if (flags.HasFlag(SampleFlags.Continued)) return _taken;
        if (!_placed.TryDequeue(out var placed) || Numbers.IndexOf(placed.Device) != index || placed.TimeMs != timeMs)
            throw new InvalidDataException($"CORRUPT: device {index} of partition {Number} has a sample whose position is not in its block.");
        return _taken = isRefused ? default : Place(index, ref device, placed);
    }

    /// <summary>
    /// Takes notice of where a device was. Only what is newer than all that is known of it says where it is from then on,
    /// be it in windows that are closed: a tracker without a network brings its way later, in order. Of what comes out of
    /// order the attribution stands: as by the last position known then.
    /// </summary>
    private SampleReceipt Place(int index, ref DeviceGrain device, in DevicePlaced placed)
    {
        var position = new Position(placed.Latitude, placed.Longitude);
        var isKnown = _places.TryGetValue(index, out var last);
        var isNewest = !isKnown || placed.TimeMs > last.TimeMs;
        var receipt = new SampleReceipt(position, isNewest && isKnown ? last.Position : null, DelayMs: null);
        if (!isNewest || !position.IsPossible) return receipt;

        var changedAt = last.ChangedAt;
        if (placed.Shard != Numbers.None && placed.TimeMs > NewestOf(index) && Roam(index, ref device, placed, changedAt)) changedAt = position;
        _places[index] = new LastPlace(placed.TimeMs, position, changedAt);
        Touch(index, ref device);
        return receipt;
    }

    // A border is known to some hundred metres, and a receiver too has its error: within that, a vehicle that stands on a
    // border would move with every message.
    private bool Roam(int index, ref DeviceGrain device, in DevicePlaced placed, Position? changedAt)
    {
        var site = Numbers.IndexOf(placed.Shard);
        var here = device.HasMoved ? ResidenceAt(index, placed.TimeMs).Site : device.Site;
        var position = new Position(placed.Latitude, placed.Longitude);
        if (here == site || changedAt?.MetresTo(position) < ProvinceLocator.BoundaryErrorMetres) return false;

        Reside(index, ref device, placed.TimeMs, site);
        return true;
    }
}
