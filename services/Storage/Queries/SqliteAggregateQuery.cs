using SmartSectors.Grains.Partitions;
using SmartSectors.Grains.Propagation;
using SmartSectors.Storage.Cells;
using SmartSectors.Telemetry.Areas;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Storage.Queries;

/// <summary>Aggregates from <c>areas.db</c>, and a site's from the partitions that hold its shards.</summary>
public sealed class SqliteAggregateQuery(QueryPool pool, AreaCatalog areas) : IAggregateQuery
{
    // A day of minutes; what has more grows.
    private const int MostRoom = 1_440;

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
        var (toMs, parts) = (request.To.ToUnixTimeMilliseconds(), PartsFor(request));
        return Collect(request, after, codes, (code, fromMs, limit, found) =>
        {
            if (!AreaNumber.TryParse(code, out var area)) return;
            view.Areas.Read(
                request.Indicator.Number, request.Window, area, fromMs, toMs, limit, parts,
                cell => found(cell.Content, cell.StartMs, (int)cell.Standing, cell.StartMs < frontier));
        });
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

        return Collect(request, after, shards.Keys, (site, fromMs, limit, found) => ReadSite(request, shards[site], fromMs, limit, found));

        List<(PartitionQueries, int)> Shards(string id)
        {
            if (!shards.TryGetValue(id, out var list)) shards.Add(id, list = []);
            return list;
        }
    }

    private static void ReadSite(AggregateRequest request, List<(PartitionQueries Partition, int Site)> shards, long fromMs, int limit, CellFound found)
    {
        if (shards is [var only])
        {
            Read(only, cell => Tell(cell.StartMs, StoredCell.Of(cell.Standing, cell.Content)));
            return;
        }

        var windows = new SortedDictionary<long, StoredCell>();
        foreach (var shard in shards) Read(shard, cell => Merge(windows, cell));
        foreach (var (startMs, cell) in windows.Take(limit)) Tell(startMs, cell);

        void Read((PartitionQueries Partition, int Site) shard, Action<CellRow> take) => shard.Partition.ReadCells(
            request.Indicator.Number, request.Window, shard.Site, fromMs, request.To.ToUnixTimeMilliseconds(), limit, PartsFor(request), take);

        void Tell(long startMs, StoredCell cell) => found(cell.Content, startMs, cell.Revision, cell.IsFinal);
    }

    // The cells of the shards are those of distinct devices: they merge like children.
    private static void Merge(SortedDictionary<long, StoredCell> windows, CellRow row)
    {
        var cell = StoredCell.Of(row.Standing, row.Content);
        if (!windows.TryGetValue(row.StartMs, out var merged))
        {
            windows.Add(row.StartMs, cell with { Content = row.Content.Clone() });
            return;
        }

        merged.Content.MergeChild(cell.Content);
        windows[row.StartMs] = merged with { Revision = merged.Revision + cell.Revision, IsFinal = merged.IsFinal && cell.IsFinal };
    }

    private static CellParts PartsFor(AggregateRequest request) => CellPoints.PartsFor(request.Statistics, request.Indicator, request.Window);

    private delegate void CellFound(Cell cell, long startMs, int revision, bool isFinal);

    /// <param name="read">Tells the cells of an area from a moment on, so many at most.</param>
    private static AggregatePage Collect(
        AggregateRequest request, PageCursor? after, IEnumerable<string> areas, Action<string, long, int, CellFound> read)
    {
        var series = new List<AggregateSeries>();
        var left = request.Limit;
        foreach (var area in areas.SkipWhile(area => after is { } page && area != page.Area))
        {
            var fromMs = request.From.ToUnixTimeMilliseconds();
            if (after is { } cursor && cursor.Area == area) fromMs = Math.Max(fromMs, cursor.AfterMs + 1);

            // One more than there is room for tells that there is a next page.
            PointColumns? points = null;
            var isMore = false;
            read(area, fromMs, left + 1, (cell, startMs, revision, isFinal) =>
            {
                if (isMore = (points?.Count ?? 0) == left) return;
                points ??= new PointColumns(request.Indicator, request.Window, request.Statistics, RoomFor(request, left));
                points.Add(cell, startMs, revision, isFinal);
            });
            if (points is not null) series.Add(new AggregateSeries(area, points));
            left -= points?.Count ?? 0;
            if (isMore) return new AggregatePage(series, new PageCursor(area, points is null ? fromMs - 1 : points[^1].Start.ToUnixTimeMilliseconds()).ToString());
        }

        return new AggregatePage(series, null);
    }

    private static int RoomFor(AggregateRequest request, int left) =>
        (int)Math.Min(Math.Min(left, MostRoom), ((request.To - request.From).Ticks / TimeSpan.TicksPerMillisecond / WindowCalendar.MinLengthMs(request.Window)) + 1);
}
