namespace SmartSectors.Telemetry.Schemes;

/// <summary>On which side of a number a breach lies.</summary>
public enum Comparison : byte { Below, AtOrBelow, Above, AtOrAbove }

/// <summary>What of a rolling period is compared.</summary>
public enum RollingStatistic : byte
{
    /// <summary>Each value by itself.</summary>
    None,

    /// <summary>The sum over the period: <c>&gt;50/24h</c>.</summary>
    Sum,

    /// <summary>The mean over the period: <c>24h&gt;45</c>.</summary>
    Mean,
}

/// <summary>One comparison of a limit.</summary>
/// <param name="Parameter">The device's parameter to which <paramref name="Number"/> is added, such as its speed limit; null for none.</param>
/// <param name="Number">In the indicator's unit.</param>
/// <param name="Sustained">How long the values must be beyond before it is a breach; zero for at once.</param>
/// <param name="Rolling">The period of <paramref name="Statistic"/>.</param>
public sealed record LimitClause(
    Comparison Comparison, string? Parameter, double Number,
    TimeSpan Sustained = default, TimeSpan Rolling = default, RollingStatistic Statistic = RollingStatistic.None)
{
    /// <summary>One value alone tells.</summary>
    public bool IsPlain => Parameter is null && IsInstant;

    /// <summary>One value, with the device's parameter, tells.</summary>
    public bool IsInstant => Sustained == TimeSpan.Zero && Statistic is RollingStatistic.None;

    /// <summary>Whether a value (or the statistic of the period) is beyond; the duration is not looked at.</summary>
    public bool IsBreachedBy(double value, double parameter) => Comparison switch
    {
        Comparison.Below => value < parameter + Number,
        Comparison.AtOrBelow => value <= parameter + Number,
        Comparison.Above => value > parameter + Number,
        _ => value >= parameter + Number,
    };
}

internal static class Comparisons
{
    public static bool IsLow(this Comparison comparison) => comparison is Comparison.Below or Comparison.AtOrBelow;

    public static string Sign(this Comparison comparison) => comparison switch
    {
        Comparison.Below => "<",
        Comparison.AtOrBelow => "<=",
        Comparison.Above => ">",
        _ => ">=",
    };
}
