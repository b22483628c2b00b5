using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Telemetry.Quality;

/// <summary>
/// The rules of an indicator whose scheme has no <c>quality</c> section, or of the tests that it does not name
/// (a test is switched off with <c>off</c>). Gap and reception are the design's (aggregation.md, "Flags";
/// standards.md); the shares of the suspect span are this project's proposal.
/// </summary>
public static class QualityDefaults
{
    // Of the suspect span's width: a tenth is more than most quantities move between two readings and back.
    private const double SpikeShare = 0.10;
    private const double SpikeFailShare = 0.25;
    private const double RateShare = 0.20; // a period
    private const double FlatShare = 1.0 / 5_000;
    private const double AttenuatedShare = 1.0 / 1_000;

    private static readonly TimeSpan s_shortestGap = TimeSpan.FromHours(2);
    private static readonly TimeSpan s_reception = TimeSpan.FromHours(6);

    /// <summary>The rules by spans and period. An event-driven indicator has no rhythm, so only its reception is judged.</summary>
    public static QualityRules For(ValueSpan suspect, TimeSpan period)
    {
        var reception = new AgeRule(null, s_reception);
        if (period <= TimeSpan.Zero) return new QualityRules { DataReception = reception };

        var width = suspect.Max - suspect.Min;
        return new QualityRules
        {
            TimeGap = Gap(period),
            DataReception = reception,
            Spike = new SpikeRule(SpikeMethod.Average, SpikeShare * width, SpikeFailShare * width),
            RateOfChange = new RateRule(RateShare * width / period.TotalHours, null),
            FlatLine = new FlatLineRule(FlatShare * width, Longest(TimeSpan.FromHours(3), 12 * period), Longest(TimeSpan.FromHours(12), 48 * period)),
            AttenuatedSignal = new AttenuationRule(Longest(TimeSpan.FromHours(24), 48 * period), AttenuatedShare * width, null),
        };
    }

    /// <summary>Suspect after two hours or three periods, whichever is longer (aggregation.md).</summary>
    public static AgeRule Gap(TimeSpan period) => new(Longest(s_shortestGap, 3 * period), null);

    private static TimeSpan Longest(TimeSpan one, TimeSpan other)
    {
        var longest = one > other ? one : other;
        return longest < QualityLimits.LongestSpan ? longest : QualityLimits.LongestSpan;
    }
}

/// <summary>What rules may ask for.</summary>
public static class QualityLimits
{
    /// <summary>31 days: what a run's age holds in 32 bits, and more than the acceptance horizon.</summary>
    public static readonly TimeSpan LongestSpan = TimeSpan.FromDays(31);

    /// <summary>10⁻⁶ of the unit, the resolution of sums: a narrower tolerance would tell nothing.</summary>
    public const double SmallestRange = 1e-6;
}
