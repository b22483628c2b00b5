using SmartSectors.Operations.Http;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Operations.Aggregates;

/// <summary>A point and, in the order of the question, the points of the windows that it is compared with; null where there is none.</summary>
internal readonly record struct ComparedPoint(string Area, AggregatePoint Point, IReadOnlyList<AggregatePoint?> Before);

/// <summary>Finds the earlier windows of points (<see cref="EarlierWindow"/>), of an area's points at once.</summary>
internal sealed class Comparison(IAggregateQuery aggregates, IReadOnlyList<Earlier> compared)
{
    /// <summary>The points of a page, series by series, with what they are compared with.</summary>
    /// <param name="request">That the page answers.</param>
    public async Task<IReadOnlyList<IReadOnlyList<ComparedPoint>>> CompareAsync(
        AggregateRequest request, IReadOnlyList<AggregateSeries> series, CancellationToken cancellationToken)
    {
        var all = new List<IReadOnlyList<ComparedPoint>>(series.Count);
        foreach (var one in series)
        {
            var before = new List<Dictionary<long, AggregatePoint>>(compared.Count);
            foreach (var earlier in compared) before.Add(await FindAsync(request with { Area = one.Area }, one.Points, earlier, cancellationToken));
            all.Add([.. one.Points.Select(point => new ComparedPoint(one.Area, point, PickFrom(before, point)))]);
        }

        return all;
    }

    private IReadOnlyList<AggregatePoint?> PickFrom(List<Dictionary<long, AggregatePoint>> before, AggregatePoint point) =>
        before.Count == 0 ? [] : [.. compared.Select((earlier, i) => before[i].GetValueOrDefault(StartMs(earlier, point)))];

    private async Task<Dictionary<long, AggregatePoint>> FindAsync(
        AggregateRequest request, IReadOnlyList<AggregatePoint> points, Earlier earlier, CancellationToken cancellationToken)
    {
        var found = new Dictionary<long, AggregatePoint>();
        var (from, to) = (StartMs(earlier, points[0]), StartMs(earlier, points[^1]) + 1);
        for (string? cursor = null; ;)
        {
            var page = await aggregates.FindPageAsync(
                request with { From = TimeOf(from), To = TimeOf(to), Limit = Paging.MaxLimit, Cursor = cursor }, cancellationToken);
            foreach (var point in page.Series.SelectMany(series => series.Points)) found.Add(point.Start.ToUnixTimeMilliseconds(), point);
            if ((cursor = page.Next) is null) return found;
        }
    }

    private static long StartMs(Earlier earlier, AggregatePoint point) => EarlierWindow.StartMs(earlier, point.Start.ToUnixTimeMilliseconds());

    private static DateTimeOffset TimeOf(long timeMs) => DateTimeOffset.FromUnixTimeMilliseconds(timeMs);
}
