using SmartSectors.Reporting.Disclosure;
using SmartSectors.Reporting.Releases;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Reporting.Building;

/// <summary>The committed cells of some periods of an indicator, in all areas.</summary>
internal sealed class ReleaseCells
{
    // The most that a page may have: few enough that its columns are some megabytes.
    private const int PageSize = 10_000;

    private static readonly AreaLevel[] s_levels = [AreaLevel.Nation, AreaLevel.Province, AreaLevel.Commune];

    private readonly ReleaseAreas _areas;
    private readonly Dictionary<long, AggregatePoint?[]> _periods = [];

    private ReleaseCells(ReleaseAreas areas) => _areas = areas;

    /// <summary>The nation has a cell of an indicator in one of the order's periods.</summary>
    public static async Task<bool> AnyAsync(IAggregateQuery cells, Indicator indicator, ReleaseOrder order, CancellationToken cancellationToken)
    {
        var request = new AggregateRequest(indicator, AreaLevel.Nation, null, order.Window, order.From, order.To, 1, null) { Statistics = Statistics.Count };
        return (await cells.FindPageAsync(request, cancellationToken)).Series.Count > 0;
    }

    public static async Task<ReleaseCells> ReadAsync(
        IAggregateQuery cells, ReleaseAreas areas, Indicator indicator, Window window, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var read = new ReleaseCells(areas);
        foreach (var level in s_levels)
        {
            string? cursor = null;
            do
            {
                var page = await cells.FindPageAsync(new AggregateRequest(indicator, level, null, window, from, to, PageSize, cursor), cancellationToken);
                foreach (var series in page.Series) read.Take(series);
                cursor = page.Next;
            }
            while (cursor is not null);
        }

        return read;
    }

    /// <summary>What there is to say of an area and period.</summary>
    /// <param name="isFinal">Of a period without a cell: whether one can still come before it closes.</param>
    public Observation Observe(int area, long startMs, bool isFinal, Confidentiality confidentiality)
    {
        var code = _areas.Codes[area];
        if (!_periods.TryGetValue(startMs, out var points) || points[area] is not { } point)
        {
            return new Observation(
                code, null, 0, null, null, null, null, null, null, null, null, 0, null, null, null, null, ObservationStatus.Missing, isFinal, confidentiality);
        }

        return new Observation(
            code, point.Value, point.Count, point.Sum, point.Mean, point.StdDev, point.Min, point.Max, point.P50, point.P95, point.P99, point.Devices,
            point.Criteria?.Complete, point.Criteria?.Correct, point.Criteria?.Clean, point.Criteria?.Live, point.Status, point.Final, confidentiality);
    }

    private void Take(AggregateSeries series)
    {
        var area = _areas.NumberOf(series.Area);
        foreach (var point in series.Points)
        {
            if (IsNothing(point)) continue;
            var startMs = point.Start.ToUnixTimeMilliseconds();
            if (!_periods.TryGetValue(startMs, out var points)) _periods.Add(startMs, points = new AggregatePoint?[_areas.Count]);
            points[area] = point;
        }
    }

    // A cell whose site counts elsewhere since it has a commune is empty, and not gone.
    private static bool IsNothing(in AggregatePoint point) =>
        point is { Count: 0, Flags.Fail: 0, Value: null, Expected: null or 0, Criteria: null or { Minimum: null, DelayP95: null } };
}
