using SmartSectors.Telemetry.Binary;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Grains.Partitions;

// The live twins of many devices at once. It is asked between two blocks, so it reads memory alone: of a device that sleeps
// it says so, and whoever asks reads the page of state, which has all of it.
public sealed partial class Partition
{
    /// <summary>The last readings of the devices of some sites, from a place on.</summary>
    /// <param name="isWanted">Of a site's id and where its readings count; asked once a site shard.</param>
    /// <param name="indicators">Those of the sector that are asked for.</param>
    /// <param name="fromIndex">The first device.</param>
    /// <param name="limit">It stops after the device with which there are so many rows; a device that sleeps counts as one.</param>
    public LatestOfDevices FindLatest(Sector sector, Func<string, string, bool> isWanted, IReadOnlySet<ushort> indicators, int fromIndex, int limit)
    {
        var found = new LatestOfDevices();
        var wanted = new bool[_sites.Count];
        for (var site = 1; site < wanted.Length; site++)
            wanted[site] = _sites[site].Sector == sector && isWanted(_sites[site].Id, _sites[site].Area);
        if (!wanted.Contains(true)) return found;

        for (var index = Math.Max(1, fromIndex); index < _devices.Count; index++)
        {
            ref readonly var device = ref _devices[index];
            if (!wanted[device.Site]) continue;
            if (found.Rows.Count + found.Asleep >= limit)
            {
                found.Next = index;
                return found;
            }

            var rows = found.Rows.Count;
            for (var i = device.FirstSeries; i >= 0; i = _series[i].Next) AddRow(found.Rows, index, _series[i], indicators);
            if (!device.IsAsleep && found.Rows.Count == rows) continue;
            if (device.IsAsleep) found.Asleep++;
            found.Devices.Add(new LatestDevice(index, _sites[device.Site].Id, LinkOf(index), device.IsAsleep, rows, found.Rows.Count - rows));
        }

        return found;
    }

    /// <summary>The number of the page of state that has a device.</summary>
    public static int PageOfDevice(int index) => index / DevicesPerPage;

    /// <summary>The last readings of devices as a page of state has them.</summary>
    /// <param name="page">Of <see cref="StatePageKind.Devices"/>.</param>
    public static List<LatestRow> ReadLatest(ReadOnlySpan<byte> page, IReadOnlySet<int> devices, IReadOnlySet<ushort> indicators)
    {
        var rows = new List<LatestRow>();
        var reader = new ByteReader(page);
        while (reader.Remaining > 0)
        {
            if (!TryReadDevice(ref reader, out var entry) || !devices.Contains(entry.Index)) continue;
            foreach (var (_, series) in entry.Series) AddRow(rows, entry.Index, series, indicators);
        }

        return rows;
    }

    private static void AddRow(List<LatestRow> rows, int device, in Devices.SeriesState series, IReadOnlySet<ushort> indicators)
    {
        if (series.Count == 0 || !indicators.Contains(series.Indicator)) return;
        var (timeMs, value, flag) = series[series.Count - 1];
        rows.Add(new LatestRow(device, series.Indicator, timeMs, value, flag));
    }
}
