using SmartSectors.Grains.Partitions;
using SmartSectors.Grains.Propagation;
using SmartSectors.Telemetry.Areas;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Storage.Queries;

/// <summary>Aggregates from <c>areas.db</c>, and a site's from the partitions that hold its shards.</summary>
public sealed class SqliteAggregateQuery(QueryPool pool, AreaCatalog areas) : IAggregateQuery
{
    public ValueTask<AggregatePage> FindPageAsync(AggregateRequest request, CancellationToken cancellationToken)
    {
        var after = request.Cursor is { } cursor ? PageCursor.Parse(cursor) : (PageCursor?)null;
        return pool.AskAsync(
            view => request.Level == AreaLevel.Site ? FindSites(view, request, after) : view.Areas.AsOfNow(() => FindAreas(view, request, after)),
            cancellationToken);
    }

    private AggregatePage FindAreas(StoreView view, AggregateRequest request, PageCursor? after)
    {
        var codes = request.Area is { } one ? [one] : request.Level switch
        {
            AreaLevel.Nation => [AreaCatalog.NationCode],
            AreaLevel.Province => [.. areas.Provinces.Select(province => province.Code), AreaCatalog.UnassignedCode],
            _ => areas.Communes.Concat(areas.UnassignedOfProvinces).Select(part => part.Code),
        };
        var frontier = view.Areas.Frontier(request.Window);
        return Collect(request, after, codes, (code, fromMs, limit) =>
            AreaNumber.TryParse(code, out var area)
                ? view.Areas.Read(request.Indicator.Number, request.Window, area, fromMs, request.To.ToUnixTimeMilliseconds(), limit, PartsFor(request))
                    .Select(cell => CellPoints.ToPoint(
                        cell.Content, request.Indicator, request.Window, cell.StartMs, (int)cell.Standing, cell.StartMs < frontier, request.Statistics))
                : []);
    }

    private static AggregatePage FindSites(StoreView view, AggregateRequest request, PageCursor? after)
    {
        var shards = new SortedDictionary<string, List<(PartitionQueries Partition, int Site)>>(StringComparer.Ordinal);
        foreach (var partition in view.Partitions)
        {
            if (request.Area is { } id)
            {
                foreach (var site in partition.FindSite(id)) Shards(id).Add((partition, site));
                continue;
            }

            foreach (var row in partition.Sites())
            {
                if (row.Sector == (byte)request.Indicator.Sector) Shards(row.Id).Add((partition, row.Index));
            }
        }

        return Collect(request, after, shards.Keys, (site, fromMs, limit) => ReadSite(request, shards[site], fromMs, limit));

        List<(PartitionQueries, int)> Shards(string id)
        {
            if (!shards.TryGetValue(id, out var list)) shards.Add(id, list = []);
            return list;
        }
    }

    // The cells of the shards are those of distinct devices: they merge like children.
    private static IEnumerable<AggregatePoint> ReadSite(
        AggregateRequest request, List<(PartitionQueries Partition, int Site)> shards, long fromMs, int limit) =>
        shards.SelectMany(shard => shard.Partition.ReadCells(
                request.Indicator.Number, request.Window, shard.Site, fromMs, request.To.ToUnixTimeMilliseconds(), limit, PartsFor(request)))
            .GroupBy(cell => cell.StartMs)
            .OrderBy(window => window.Key)
            .Take(limit)
            .Select(window =>
            {
                var cells = window.Select(cell => StoredCell.Of(cell.Standing, cell.Content)).ToList();
                var merged = cells[0].Content;
                foreach (var other in cells.Skip(1)) merged.MergeChild(other.Content);
                return CellPoints.ToPoint(
                    merged, request.Indicator, request.Window, window.Key, cells.Sum(cell => cell.Revision), cells.All(cell => cell.IsFinal), request.Statistics);
            });

    private static CellParts PartsFor(AggregateRequest request) => CellPoints.PartsFor(request.Statistics, request.Indicator);

    private static AggregatePage Collect(
        AggregateRequest request, PageCursor? after, IEnumerable<string> areas, Func<string, long, int, IEnumerable<AggregatePoint>> read)
    {
        var series = new List<AggregateSeries>();
        var left = request.Limit;
        foreach (var area in areas.SkipWhile(area => after is { } page && area != page.Area))
        {
            var fromMs = request.From.ToUnixTimeMilliseconds();
            if (after is { } cursor && cursor.Area == area) fromMs = Math.Max(fromMs, cursor.AfterMs + 1);

            // One more than there is room for tells that there is a next page.
            var points = read(area, fromMs, left + 1).ToList();
            var kept = points.Take(left).ToList();
            if (kept.Count > 0) series.Add(new AggregateSeries(area, kept));
            left -= kept.Count;
            if (points.Count <= kept.Count) continue;

            var end = kept.Count > 0 ? kept[^1].Start.ToUnixTimeMilliseconds() : fromMs - 1;
            return new AggregatePage(series, new PageCursor(area, end).ToString());
        }

        return new AggregatePage(series, null);
    }
}
