using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Telemetry.Queries;

/// <summary>The levels at which cells are kept.</summary>
public enum AreaLevel : byte { Nation, Province, Commune, Site }

/// <summary>The window lengths; days and months at a fixed +07:00. The numbers are durable.</summary>
public enum Window : byte { Minute = 0, QuarterHour = 1, Hour = 2, Day = 3, Month = 4 }

/// <summary>
/// One page of a question for aggregates. Series are ordered by area, points by start; the cursor is opaque.
/// </summary>
/// <param name="Area"><c>VN</c>, a province or commune code or a site id; null means every area of the level.</param>
/// <param name="From">Inclusive; a window belongs to the range when its start does.</param>
/// <param name="To">Exclusive.</param>
/// <param name="Limit">At most so many points in the page, over all series.</param>
public sealed record AggregateRequest(
    Indicator Indicator, AreaLevel Level, string? Area, Window Window,
    DateTimeOffset From, DateTimeOffset To, int Limit, string? Cursor)
{
    /// <summary>Those that the points are to have: what is not asked for costs nothing, and is null or zero.</summary>
    public Statistics Statistics { get; init; } = Statistics.All;
}

/// <summary>The points of one area, in time order.</summary>
public sealed record AggregateSeries(string Area, IReadOnlyList<AggregatePoint> Points);

/// <summary>A page of series and the cursor of the next one, null at the end.</summary>
public sealed record AggregatePage(IReadOnlyList<AggregateSeries> Series, string? Next);

/// <summary>How many of a cell's readings had each flag.</summary>
public readonly record struct FlagCounts(long Pass, long Unevaluated, long Suspect, long Fail);

/// <summary>
/// One cell, finished for reading. Statistics are null where <see cref="Count"/> is zero, and null or zero where they were
/// not asked for; percentiles are within 1 % relative (DDSketch); <see cref="Value"/> is the indicator's own value, null
/// under 15 minutes.
/// </summary>
/// <param name="Sum">In the indicator's unit, exact to 10⁻⁶, as a decimal text-exact number.</param>
/// <param name="Devices">Distinct devices that contributed.</param>
/// <param name="Expected">Period slots that began in the window while devices were active; null where the window is shorter than the period or the indicator event-driven.</param>
/// <param name="Coverage">Received ÷ expected slots, null likewise.</param>
/// <param name="Outstanding">Devices that may still deliver late.</param>
/// <param name="Revision">0 until a late change after closing makes it 1, 2, …</param>
/// <param name="Final">The window is closed.</param>
public readonly record struct AggregatePoint(
    DateTimeOffset Start, double? Value, long Count, decimal? Sum, double? Mean, double? Min, double? Max,
    double? StdDev, double? P50, double? P95, double? P99, long Devices, long? Expected, double? Coverage,
    FlagCounts Flags, int Outstanding, int Revision, bool Final)
{
    /// <summary>Null under 15 minutes: they are kept by quarter-hours.</summary>
    public QualityCriteria? Criteria { get; init; }

    public ObservationStatus Status { get; init; }
}

/// <summary>Answers questions for aggregates from committed cells.</summary>
public interface IAggregateQuery
{
    /// <summary>Finds one page. Throws <see cref="InvalidCursorException"/> for a cursor it never gave.</summary>
    ValueTask<AggregatePage> FindPageAsync(AggregateRequest request, CancellationToken cancellationToken);
}

/// <summary>The cursor of a request was not made by this query.</summary>
public sealed class InvalidCursorException(string cursor) : Exception($"The cursor '{cursor}' is not one of this query.");
