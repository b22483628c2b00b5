using System.ComponentModel;
using SmartSectors.Reporting.Sdmx;
using SmartSectors.Reporting.Sdmx.Structures;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Reporting.Targets;

/// <summary>A page of targets in the order of their ids.</summary>
internal sealed record TargetsBody(
    IReadOnlyList<TargetBody> Targets,
    [property: Description("The cursor of the next page; null at the end.")] string? Next);

/// <summary>A target as it holds now, and how it stands.</summary>
internal sealed record TargetBody(
    string Id,
    string Sector,
    string Indicator,
    string IndicatorVi,
    string IndicatorEn,
    [property: Description("UCUM, of the value: the indicator's, or 1 for what is counted and for shares.")] string Unit,
    [property: Description("VN, a province or commune code, unassigned, or such as 79-unassigned.")] string Area,
    string AreaVi,
    string AreaEn,
    [property: Description("A statistic of the public copy, such as VALUE.")] string Statistic,
    [property: Description("M (months) or D (days).")] string Freq,
    [property: Description("at-least, at-most or range.")] string Direction,
    MilestoneBody Baseline,
    GoalBody Target,
    [property: Description("achieved, on_track, needs_focus, hidden (the area's figures are confidential), no_data or ended.")] string State,
    [property: Description("The newest released period, by which it stands so; null where nothing was released.")] ReleasedValueBody? Newest,
    [property: Description("The number of the version that holds now.")] int Version,
    [property: Description("It holds from here on.")] DateTimeOffset From)
{
    public static TargetBody Of(Standing standing)
    {
        var (subject, version) = (standing.Target.Subject, standing.Version);
        return new TargetBody(
            subject.Id, subject.Indicator.Sector.Name(), subject.Indicator.Code, subject.Indicator.NameVi, subject.Indicator.NameEn, UnitOf(subject),
            subject.Area.Code, subject.Area.NameVi, subject.Area.NameEn, subject.Statistic.Code, Frequency.Code(subject.Window),
            TargetDirections.Of(version.Terms.Goal), MilestoneBody.Of(subject, version.Terms.Baseline), GoalBody.Of(subject, version.Terms), standing.State.Name(),
            standing.Newest is { } newest ? ReleasedValueBody.Of(subject, version, newest) : null, version.Number, version.From);
    }

    private static string UnitOf(TargetSubject subject) => Units.Of(subject.Indicator, subject.Statistic) == Units.Number ? "1" : subject.Indicator.UnitUcum;
}

/// <summary>A value of a period.</summary>
internal sealed record MilestoneBody([property: Description("Such as 2025-12, or 2025-12-31 with the frequency D.")] string? Period, double? Value)
{
    public static MilestoneBody Of(TargetSubject subject, Milestone milestone) => new(TimePeriod.Name(subject.Window, milestone.PeriodStartMs), milestone.Value);
}

/// <summary>What is to be reached, and by when.</summary>
internal sealed record GoalBody(
    [property: Description("The deadline: the period in which it is to be met.")] string? Period,
    [property: Description("To be reached (at-least) or kept under (at-most); null for a range.")] double? Value = null,
    [property: Description("The lower end of a range; else null.")] double? Low = null,
    [property: Description("The upper end of a range; else null.")] double? High = null)
{
    public static GoalBody Of(TargetSubject subject, TargetTerms terms)
    {
        var period = TimePeriod.Name(subject.Window, terms.DeadlineMs);
        return terms.Goal is { Lowest: { } low, Highest: { } high } ? new GoalBody(period, null, low, high) : new GoalBody(period, terms.Goal.Lowest ?? terms.Goal.Highest);
    }
}

/// <summary>What was released of a period, and how the target stands by it.</summary>
internal sealed record ReleasedValueBody(
    string Period,
    [property: Description("Null where it is hidden or missing.")] double? Value,
    [property: Description("OBS_STATUS of the public copy: A normal, P provisional, U of low reliability, O missing, Q hidden; null where the release has nothing of the area.")] string? Status,
    [property: Description("Where the straight line from the baseline to the target is in this period; null where the baseline met the target.")] double? Line,
    [property: Description("How the target stands by this value.")] string State)
{
    public static ReleasedValueBody Of(TargetSubject subject, TargetVersion version, ReleasedValue released) => new(
        TimePeriod.Name(subject.Window, released.PeriodStartMs), released.Figure?.Value, released.Figure?.Status.ToString(),
        TargetRule.LineAt(version.Terms, released.PeriodStartMs), Standing.StateOf(version, released).Name());
}

/// <summary>A target with all its versions and its released values.</summary>
internal sealed record TargetHistoryBody(
    TargetBody Target,
    [property: Description("Every version, the first one first.")] IReadOnlyList<TargetVersionBody> History,
    [property: Description("The released periods in their order, up to the newest, each judged by the version that holds now.")] IReadOnlyList<ReleasedValueBody> Series);

/// <summary>A version of a target.</summary>
internal sealed record TargetVersionBody(
    int Version,
    string Direction,
    MilestoneBody Baseline,
    GoalBody Target,
    [property: Description("It holds from here on, until the next one does.")] DateTimeOffset From,
    [property: Description("From then on the target counts no more.")] bool Ended,
    DateTimeOffset RecordedAt,
    [property: Description("The name of the key by which it was set.")] string RecordedBy,
    string? Note)
{
    public static TargetVersionBody Of(TargetSubject subject, TargetVersion version) => new(
        version.Number, TargetDirections.Of(version.Terms.Goal), MilestoneBody.Of(subject, version.Terms.Baseline), GoalBody.Of(subject, version.Terms),
        version.From, version.IsEnd, version.RecordedAt, version.RecordedBy, version.Note);
}
