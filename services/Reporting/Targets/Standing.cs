using SmartSectors.Reporting.Publishing;

namespace SmartSectors.Reporting.Targets;

/// <summary>How a target stands, and by which value.</summary>
/// <param name="Version">The version that it is judged by.</param>
/// <param name="Newest">The newest released period; null where nothing was released.</param>
public sealed record Standing(Target Target, TargetVersion Version, TargetState State, ReleasedValue? Newest)
{
    /// <summary>Judges a target by what was released newest.</summary>
    public static Standing Of(Target target, DateTimeOffset now, IReleasedValues values)
    {
        var version = target.At(now);
        var newest = Values(target.Subject, values, 1) is [var value] ? value : (ReleasedValue?)null;
        return new Standing(target, version, StateOf(version, newest), newest);
    }

    /// <summary>The newest released periods of what a target is of, the newest first.</summary>
    public static IReadOnlyList<ReleasedValue> Values(TargetSubject subject, IReleasedValues values, int count) =>
        values.Newest(subject.Area, subject.Indicator, subject.Statistic, subject.Window, count);

    /// <summary>How a version stands by a value.</summary>
    public static TargetState StateOf(TargetVersion version, ReleasedValue? released)
    {
        if (version.IsEnd) return TargetState.Ended;
        if (released is not { Figure: { } figure } known) return TargetState.NoData;
        if (figure.Status == Figure.HiddenStatus) return TargetState.Hidden;
        return figure.Value is { } value ? TargetRule.Judge(version.Terms, known.PeriodStartMs, value) : TargetState.NoData;
    }
}
