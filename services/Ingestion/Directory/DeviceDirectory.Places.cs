using System.Collections.Concurrent;
using System.Globalization;
using SmartSectors.Grains;
using SmartSectors.Grains.Log;
using SmartSectors.Telemetry.Places;

namespace SmartSectors.Ingestion.Directory;

// The shards of sites for the provinces where their devices roam. The record of a place introduces its shard by itself, so
// that nothing is to be known of its way into the log; a crash leaves at worst an unused number.
public sealed partial class DeviceDirectory
{
    private const int ProvinceDigits = 2;

    // Some 100 bytes each.
    private const int RememberedPlaces = 1_000_000;

    // By device and province: read without the lock, with each position. Emptied when it is full: all can be found again.
    private readonly ConcurrentDictionary<(uint Device, string Province), (uint Shard, byte Number)> _roaming = new();
    private int _rememberedPlaces;
    private int _roamingShards;

    /// <summary>Shards of sites for provinces where their devices roam.</summary>
    internal int RoamingShardCount
    {
        get
        {
            lock (_gate) return _roamingShards;
        }
    }

    /// <summary>The record of where a device is.</summary>
    /// <param name="province">The code of the province where its readings count from then on; null where that says nothing.</param>
    internal DevicePlaced Place(uint device, long timeMs, Position position, string? province)
    {
        var (shard, number) = province is null ? (Numbers.None, (byte)0) : _roaming.GetOrAdd((device, province), FindOrAddRoaming);
        return new DevicePlaced(device, shard, number, timeMs, position.Latitude, position.Longitude);
    }

    private (uint Shard, byte Number) FindOrAddRoaming((uint Device, string Province) key)
    {
        var partition = Numbers.PartitionOf(key.Device);
        lock (_gate)
        {
            if (++_rememberedPlaces > RememberedPlaces)
            {
                _roaming.Clear();
                _rememberedPlaces = 1;
            }

            var home = HomeOf(key.Device);
            if (home.FindRoaming(partition, key.Province) is not { } shard)
            {
                if (_roamingShards >= _options.MaxRoamingShards) return (Numbers.None, 0);
                home.AddRoaming(partition, key.Province, shard = Numbers.Of(partition, _nextSite[partition]++));
                _roamingShards++;
            }

            return (shard, byte.Parse(key.Province, NumberStyles.None, CultureInfo.InvariantCulture));
        }
    }

    private SiteEntry HomeOf(uint device) =>
        _homes[Numbers.PartitionOf(device)][Numbers.IndexOf(device)] ?? throw new InvalidOperationException($"BUG: device {device} was never known.");

    private void SetHome(uint device, SiteEntry site, int entry)
    {
        var (homes, entries, index) = (_homes[Numbers.PartitionOf(device)], _entries[Numbers.PartitionOf(device)], Numbers.IndexOf(device));
        while (homes.Count <= index)
        {
            homes.Add(null);
            entries.Add(-1);
        }

        (homes[index], entries[index]) = (site, entry);
    }
}
