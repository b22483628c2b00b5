namespace SmartSectors.Reporting.Targets;

/// <summary>
/// How a target stands by one value. From the baseline to the target there is a straight line over time; a value is on
/// track while it has come at least as far as the line has, less a tolerance. At the deadline and after it only the target
/// itself counts.
/// </summary>
public static class TargetRule
{
    /// <summary>
    /// On track is who has come 95 % of the way that the line has: our own choice, after the share of the needed pace at
    /// which Eurostat's monitoring of goals still speaks of significant progress.
    /// </summary>
    public const double LeastShareOfWay = 0.95;

    /// <summary>Judges.</summary>
    /// <param name="periodStartMs">The start of the value's period.</param>
    public static TargetState Judge(TargetTerms terms, long periodStartMs, double value)
    {
        var shortfall = terms.Goal.Shortfall(value);
        if (shortfall <= 0) return TargetState.Achieved;
        return periodStartMs < terms.DeadlineMs && shortfall <= AllowedShortfall(terms, periodStartMs) ? TargetState.OnTrack : TargetState.NeedsFocus;
    }

    /// <summary>
    /// The value that is on the line in a period, without tolerance; null where the baseline met the target, which then
    /// has only to be kept.
    /// </summary>
    public static double? LineAt(TargetTerms terms, long periodStartMs) =>
        terms.Goal.MissedBy(terms.Baseline.Value) is { } bound
            ? terms.Baseline.Value + ((bound - terms.Baseline.Value) * ShareOfTime(terms, periodStartMs))
            : null;

    private static double AllowedShortfall(TargetTerms terms, long periodStartMs) =>
        terms.Goal.Shortfall(terms.Baseline.Value) * (1 - (LeastShareOfWay * ShareOfTime(terms, periodStartMs)));

    private static double ShareOfTime(TargetTerms terms, long periodStartMs) =>
        Math.Clamp((periodStartMs - terms.Baseline.PeriodStartMs) / (double)(terms.DeadlineMs - terms.Baseline.PeriodStartMs), 0, 1);
}
