using System.Collections.Immutable;
using SmartSectors.Reporting.Publishing;
using SmartSectors.Telemetry.Areas;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Reporting.Targets;

/// <summary>What a target is of; it never changes.</summary>
/// <param name="Statistic">One of the public copy.</param>
/// <param name="Window">Months or days.</param>
public sealed record TargetSubject(string Id, Indicator Indicator, Area Area, Statistic Statistic, Window Window);

/// <summary>A value of a period.</summary>
/// <param name="PeriodStartMs">Unix milliseconds.</param>
public readonly record struct Milestone(long PeriodStartMs, double Value);

/// <summary>What a version of a target says.</summary>
/// <param name="Baseline">Where it began.</param>
/// <param name="DeadlineMs">The start of the period in which the goal is to be met, after the baseline's.</param>
public sealed record TargetTerms(Milestone Baseline, Goal Goal, long DeadlineMs);

/// <summary>One version of a target.</summary>
/// <param name="Number">From 1.</param>
/// <param name="From">It holds from here on, until the next one does.</param>
/// <param name="IsEnd">From then on the target counts no more.</param>
public sealed record TargetVersion(
    int Number, TargetTerms Terms, DateTimeOffset From, bool IsEnd, DateTimeOffset RecordedAt, string RecordedBy, string? Note);

/// <summary>A target with all its versions, the first one first.</summary>
public sealed record Target(TargetSubject Subject, ImmutableArray<TargetVersion> Versions)
{
    /// <summary>The version that holds at a time; before the first one held, the first.</summary>
    public TargetVersion At(DateTimeOffset time) => Versions.LastOrDefault(version => version.From <= time) ?? Versions[0];

    /// <summary>The version that was recorded last; it may hold in the future only.</summary>
    public TargetVersion Newest => Versions[^1];
}
