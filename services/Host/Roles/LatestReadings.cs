using SmartSectors.Grains;
using SmartSectors.Grains.Partitions;
using SmartSectors.Ingestion.Directory;
using SmartSectors.Storage.Queries;
using SmartSectors.Telemetry.Areas;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Host.Roles;

/// <summary>
/// Last readings of many devices: what is awake is asked of the grains, what sleeps is read from its pages of state, and ids
/// are ingestion's. Partition after partition, and in each by the devices' places.
/// </summary>
internal sealed class LatestReadings(PartitionHost partitions, DeviceDirectory directory, DevicePageQuery pages, AreaCatalog areas) : ILatestQuery
{
    public async ValueTask<LatestPage> FindPageAsync(LatestRequest request, CancellationToken cancellationToken)
    {
        var at = LatestCursor.Parse(request.Cursor);
        var found = new List<LatestReading>();
        var places = new List<LatestCursor>();

        // One reading more than there is room for tells that there is a next page.
        for (var asked = 0; at.Partition < Numbers.PartitionCount && found.Count <= request.Limit;)
        {
            var width = Width(asked, found.Count, request.Limit, Numbers.PartitionCount - at.Partition);
            var first = at;
            var answers = await Task.WhenAll(Enumerable.Range(0, width).Select(i => AskAsync(request, first.Partition + i, i == 0 ? first.Device : 0)))
                .WaitAsync(cancellationToken);
            foreach (var answer in answers)
            {
                await AddAsync(request, at, answer, found, places, cancellationToken);
                asked++;
                at = answer.Next is { } next ? new LatestCursor(at.Partition, next, 0) : new LatestCursor(at.Partition + 1, 0, 0);
                if (answer.Next is not null) break; // The others would be asked too early.
            }
        }

        return found.Count <= request.Limit
            ? new LatestPage(found, null)
            : new LatestPage(found.GetRange(0, request.Limit), places[request.Limit - 1].ToString());
    }

    // As many partitions at once as will fill the page, going by those that answered.
    private static int Width(int asked, int found, int limit, int left) =>
        asked == 0 ? 1 : (int)Math.Clamp((limit + 1L - found) * asked / Math.Max(1, found), 1, left);

    private Task<LatestOfDevices> AskAsync(LatestRequest request, int partition, int fromDevice)
    {
        var indicators = request.Indicators.Select(indicator => indicator.Number).ToHashSet();
        return partitions.AskAsync(partition, asked => asked.FindLatest(
            request.Indicators[0].Sector, (site, area) => request.Site is { } wanted ? site == wanted : areas.Holds(request.Area, area),
            indicators, fromDevice, request.Limit + 1));
    }

    private async ValueTask AddAsync(
        LatestRequest request, LatestCursor at, LatestOfDevices answer, List<LatestReading> found, List<LatestCursor> places, CancellationToken cancellationToken)
    {
        if (answer.Devices.Count == 0) return;

        var indicators = request.Indicators.ToDictionary(indicator => indicator.Number);
        var asleep = await ReadAsleepAsync(at.Partition, answer, indicators, cancellationToken);
        var ids = directory.IdsOf(at.Partition, answer.Devices.Select(device => device.Index));
        for (var i = 0; i < answer.Devices.Count; i++)
        {
            var device = answer.Devices[i];
            var rows = device.IsAsleep ? asleep.GetValueOrDefault(device.Index, []) : answer.Rows.GetRange(device.FirstRow, device.RowCount);
            if (rows.Count > 1) rows.Sort((one, other) => one.Indicator.CompareTo(other.Indicator));
            foreach (var row in rows)
            {
                if (device.Index == at.Device && row.Indicator <= at.Indicator) continue; // They were on the page before.
                found.Add(new LatestReading(
                    ids[i], device.Site, device.Link, indicators[row.Indicator], DateTimeOffset.FromUnixTimeMilliseconds(row.TimeMs), row.Value, row.Flag));
                places.Add(new LatestCursor(at.Partition, device.Index, row.Indicator));
            }
        }
    }

    private async ValueTask<Dictionary<int, List<LatestRow>>> ReadAsleepAsync(
        int partition, LatestOfDevices answer, Dictionary<ushort, Indicator> indicators, CancellationToken cancellationToken)
    {
        if (answer.Asleep == 0) return [];

        var devices = answer.Devices.Where(device => device.IsAsleep).Select(device => device.Index).ToHashSet();
        var numbers = indicators.Keys.ToHashSet();
        var read = await pages.ReadAsync(
            partition, [.. devices.Select(Partition.PageOfDevice).Distinct()], page => Partition.ReadLatest(page, devices, numbers), cancellationToken);
        return read.SelectMany(rows => rows).GroupBy(row => row.Device).ToDictionary(rows => rows.Key, rows => rows.ToList());
    }
}
