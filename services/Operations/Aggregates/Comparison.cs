using SmartSectors.Http;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Operations.Aggregates;

/// <summary>A point of a series (<see cref="ComparedSeries"/>), as a row.</summary>
internal readonly record struct ComparedPoint(ComparedSeries Series, int Index);

/// <summary>An area's points, and of each the points of the windows that it is compared with.</summary>
/// <param name="before">The points of all those windows by their starts, in the order of the question.</param>
internal sealed class ComparedSeries(
    AggregateSeries series, IReadOnlyList<Earlier> compared, IReadOnlyList<IReadOnlyDictionary<long, EarlierPoint>> before)
{
    public string Area => series.Area;

    public IReadOnlyList<AggregatePoint> Points => series.Points;

    /// <summary>In the order of the question; null where there is none.</summary>
    public IEnumerable<AggregatePoint?> Before(DateTimeOffset start)
    {
        for (var i = 0; i < before.Count; i++)
            yield return before[i].TryGetValue(EarlierWindow.StartMs(compared[i], start.ToUnixTimeMilliseconds()), out var found) ? found.Points[found.Index] : null;
    }
}

/// <summary>Where a point is.</summary>
internal readonly record struct EarlierPoint(IReadOnlyList<AggregatePoint> Points, int Index);

/// <summary>Finds the earlier windows of points (<see cref="EarlierWindow"/>), of an area's points at once.</summary>
internal sealed class Comparison(IAggregateQuery aggregates, IReadOnlyList<Earlier> compared)
{
    /// <summary>The points of a page, series by series, with what they are compared with.</summary>
    /// <param name="request">That the page answers.</param>
    public async Task<IReadOnlyList<ComparedSeries>> CompareAsync(
        AggregateRequest request, IReadOnlyList<AggregateSeries> series, CancellationToken cancellationToken)
    {
        var all = new List<ComparedSeries>(series.Count);
        foreach (var one in series)
        {
            var before = new List<Dictionary<long, EarlierPoint>>(compared.Count);
            foreach (var earlier in compared) before.Add(await FindAsync(request with { Area = one.Area }, one.Points, earlier, cancellationToken));
            all.Add(new ComparedSeries(one, compared, before));
        }

        return all;
    }

    private async Task<Dictionary<long, EarlierPoint>> FindAsync(
        AggregateRequest request, IReadOnlyList<AggregatePoint> points, Earlier earlier, CancellationToken cancellationToken)
    {
        var found = new Dictionary<long, EarlierPoint>();
        var (from, to) = (StartMs(earlier, points[0]), StartMs(earlier, points[^1]) + 1);
        for (string? cursor = null; ;)
        {
            var page = await aggregates.FindPageAsync(
                request with { From = TimeOf(from), To = TimeOf(to), Limit = Paging.MaxLimit, Cursor = cursor }, cancellationToken);
            foreach (var series in page.Series)
            {
                for (var i = 0; i < series.Points.Count; i++) found.Add(series.Points[i].Start.ToUnixTimeMilliseconds(), new EarlierPoint(series.Points, i));
            }

            if ((cursor = page.Next) is null) return found;
        }
    }

    private static long StartMs(Earlier earlier, AggregatePoint point) => EarlierWindow.StartMs(earlier, point.Start.ToUnixTimeMilliseconds());

    private static DateTimeOffset TimeOf(long timeMs) => DateTimeOffset.FromUnixTimeMilliseconds(timeMs);
}
