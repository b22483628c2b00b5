using SmartSectors.Operations.Http;
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
    /// <param name="isWanted">Of an area's code; null for all.</param>
    public async Task<IReadOnlyList<AreaRank>> FindAsync(long startMs, Func<string, bool>? isWanted, bool isLeast, int limit, CancellationToken cancellationToken)
    {
        var found = (await FindAsync(null, startMs, cancellationToken)).Where(cell => isWanted?.Invoke(cell.Area) ?? true)
            .Select(cell => (cell.Area, cell.Point, Figure: figureOf(cell.Point))).Where(cell => cell.Figure is not null).ToList();
        var inOrder = (isLeast ? found.OrderBy(cell => cell.Figure) : found.OrderByDescending(cell => cell.Figure))
            .ThenBy(cell => cell.Area, StringComparer.Ordinal).Take(limit).ToList();

        var ranks = new List<AreaRank>();
        foreach (var (area, point, figure) in inOrder)
        {
            var rank = ranks.Count > 0 && ranks[^1].Figure.Equals(figure!.Value) ? ranks[^1].Rank : ranks.Count + 1;
            ranks.Add(new AreaRank(
                rank, area, figure!.Value, await FigureBeforeAsync(area, startMs, days: 1, cancellationToken), await FigureBeforeAsync(area, startMs, days: 7, cancellationToken), point));
        }

        return ranks;
    }

    // A month before is no month of the same days.
    private async Task<double?> FigureBeforeAsync(string area, long startMs, int days, CancellationToken cancellationToken) =>
        window is Window.Month ? null
        : (await FindAsync(area, startMs - (days * WindowCalendar.DayMs), cancellationToken)).Select(cell => figureOf(cell.Point)).FirstOrDefault();

    private async Task<List<(string Area, AggregatePoint Point)>> FindAsync(string? area, long startMs, CancellationToken cancellationToken)
    {
        var start = DateTimeOffset.FromUnixTimeMilliseconds(startMs);
        var request = new AggregateRequest(indicator, level, area, window, start, start.AddMilliseconds(1), Paging.MaxLimit, null);
        var page = await aggregates.FindPageAsync(request, cancellationToken); // One cell an area: there is one page.
        return [.. page.Series.SelectMany(series => series.Points.Select(point => (series.Area, point)))];
    }
}
