using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Reporting.Scheduling;

/// <summary>Which releases are made by themselves, and when.</summary>
public sealed record ScheduleOptions
{
    /// <summary>Of which windows (default days and months). A quarter-hour of the nation takes as much as a day.</summary>
    public IReadOnlyList<Window> Windows { get; init; } = [Window.Day, Window.Month];

    /// <summary>How often is looked whether one is due (default 1 min). Longer: later releases.</summary>
    public TimeSpan LookInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// So long after its end a period is released, at the earliest (default 0): when it is closed everywhere, which takes 5
    /// min, 15 min, 2 h or 1 d by its length, and longer after an outage. Longer: fewer revisions.
    /// </summary>
    public TimeSpan Delay { get; init; } = TimeSpan.Zero;

    /// <summary>Periods that ended so long ago are made up for after an outage (default 7 d). Older ones are for whoever orders them.</summary>
    public TimeSpan MakesUpFor { get; init; } = TimeSpan.FromDays(7);

    /// <summary>
    /// With each release of a day, the days before it up to so long ago are released again where late data changed them
    /// (default 3 d; 0 for none). Longer: some seconds more a day and sector.
    /// </summary>
    public TimeSpan RevisionsFor { get; init; } = TimeSpan.FromDays(3);
}
