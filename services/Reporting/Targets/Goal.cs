namespace SmartSectors.Reporting.Targets;

/// <summary>Which values meet a target: at least <paramref name="Lowest"/>, at most <paramref name="Highest"/>, or, with both, the range.</summary>
/// <param name="Lowest">Null where there is no lower bound.</param>
/// <param name="Highest">Null where there is no upper one. Not both are.</param>
public readonly record struct Goal(double? Lowest, double? Highest)
{
    /// <summary>The bound that a value misses; null for one that meets the goal.</summary>
    public double? MissedBy(double value) => value < Lowest ? Lowest : value > Highest ? Highest : null;

    /// <summary>How far a value is from meeting it, in the indicator's unit; zero for one that does.</summary>
    public double Shortfall(double value) => MissedBy(value) is { } bound ? Math.Abs(bound - value) : 0;
}
