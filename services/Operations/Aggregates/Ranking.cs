using SmartSectors.Http;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Operations.Aggregates;

/// <summary>An area's place among the others; of equal figures all have the first one's rank.</summary>
internal sealed record AreaRank(int Rank, string Area, double Figure, double? DayBefore, double? WeekBefore, AggregatePoint Point);

/// <summary>Ranks the areas of a level by a figure of one window.</summary>
/// <param name="figureOf">Null for a cell that has none.</param>
internal sealed class Ranking(IAggregateQuery aggregates, Indicator indicator, AreaLevel level, Window window, Func<AggregatePoint, double?> figureOf)
{
    private static readonly Earlier[] s_before = [Earlier.Day, Earlier.Week];

    /// <param name="isWanted">Of an area's code; null for all.</param>
    public async Task<IReadOnlyList<AreaRank>> FindAsync(long startMs, Func<string, bool>? isWanted, bool isLeast, int limit, CancellationToken cancellationToken)
    {
        var start = DateTimeOffset.FromUnixTimeMilliseconds(startMs);
        var request = new AggregateRequest(indicator, level, null, window, start, start.AddMilliseconds(1), Paging.MaxLimit, null);
        var page = await aggregates.FindPageAsync(request, cancellationToken); // One cell an area: there is one page.
        var found = page.Series.Where(series => isWanted?.Invoke(series.Area) ?? true)
            .Select(series => (series.Area, Point: series.Points[0], Figure: figureOf(series.Points[0]))).Where(cell => cell.Figure is not null).ToList();
        var inOrder = (isLeast ? found.OrderBy(cell => cell.Figure) : found.OrderByDescending(cell => cell.Figure))
            .ThenBy(cell => cell.Area, StringComparer.Ordinal).Take(limit).ToList();

        Earlier[] before = [.. s_before.Where(earlier => EarlierWindow.Fits(earlier, window))];
        var compared = await new Comparison(aggregates, before).CompareAsync(
            request, [.. inOrder.Select(cell => new AggregateSeries(cell.Area, [cell.Point]))], cancellationToken);
        var ranks = new List<AreaRank>();
        foreach (var ((area, point, figure), series) in inOrder.Zip(compared))
        {
            var rank = ranks.Count > 0 && ranks[^1].Figure.Equals(figure!.Value) ? ranks[^1].Rank : ranks.Count + 1;
            var figures = series.Before(point.Start).Select(earlier => earlier is { } found ? figureOf(found) : null).ToList();
            ranks.Add(new AreaRank(rank, area, figure!.Value, figures.ElementAtOrDefault(0), figures.ElementAtOrDefault(1), point));
        }

        return ranks;
    }
}
