using System.Collections.Immutable;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Telemetry.Quality;

/// <summary>
/// How the readings of one indicator are tested; a rule that is null is a test that is not made. The gross range test is
/// always made, from the indicator's two spans. All times are at most 31 days, all ranges in the indicator's unit.
/// </summary>
public sealed record QualityRules
{
    /// <summary>Δt to the predecessor beyond which a reading is flagged.</summary>
    public AgeRule? TimeGap { get; init; }

    /// <summary>Time from measurement to receipt beyond which a reading is flagged.</summary>
    public AgeRule? DataReception { get; init; }

    public SpikeRule? Spike { get; init; }

    public RateRule? RateOfChange { get; init; }

    public FlatLineRule? FlatLine { get; init; }

    public AttenuationRule? AttenuatedSignal { get; init; }

    public Climatology? Climatology { get; init; }

    /// <summary>Two successive positions farther apart than this, in metres, are suspect; null for no such test.</summary>
    public double? LocationHopMetres { get; init; }
}

/// <summary>Flags what is older, or later, than a span; a null side is not used.</summary>
public sealed record AgeRule(TimeSpan? Suspect, TimeSpan? Fail)
{
    internal long SuspectMs { get; } = Suspect is { } suspect ? (long)suspect.TotalMilliseconds : long.MaxValue;

    internal long FailMs { get; } = Fail is { } fail ? (long)fail.TotalMilliseconds : long.MaxValue;
}

/// <summary>What a spike is measured by.</summary>
public enum SpikeMethod : byte
{
    /// <summary>abs(x[n] − (x[n+1] + x[n−1]) ÷ 2), as QARTOD has it. The neighbours of a great spike stand out as well.</summary>
    Average,

    /// <summary>
    /// The smaller of the distances to both neighbours, where both lie on the same side: the spike alone stands out
    /// (ioos_qc's second method).
    /// </summary>
    Differential,
}

/// <summary>A reading that stands out by more than a limit; <see cref="Fail"/> may be null.</summary>
public sealed record SpikeRule(SpikeMethod Method, double Suspect, double? Fail);

/// <summary>A change since the predecessor, in units an hour, over a limit.</summary>
public sealed record RateRule(double SuspectPerHour, double? FailPerHour);

/// <summary>A range under the tolerance for a time; see <see cref="FlatRun"/> for what is measured.</summary>
public sealed record FlatLineRule(double Tolerance, TimeSpan Suspect, TimeSpan? Fail);

/// <summary>A range under a limit over a time; <see cref="FailRange"/> is the smaller one and may be null.</summary>
public sealed record AttenuationRule(TimeSpan Over, double SuspectRange, double? FailRange);

/// <summary>What is usual from one month to another, both included; 11 to 2 goes over the new year.</summary>
public sealed record Season(int FirstMonth, int LastMonth, ValueSpan Span)
{
    public bool Contains(int month) =>
        FirstMonth <= LastMonth ? month >= FirstMonth && month <= LastMonth : month >= FirstMonth || month <= LastMonth;
}

/// <summary>What is usual in each season; a month that no season names is not evaluated.</summary>
public sealed record Climatology(params ImmutableArray<Season> Seasons)
{
    public bool Equals(Climatology? other) => other is not null && Seasons.AsSpan().SequenceEqual(other.Seasons.AsSpan());

    public override int GetHashCode() => Seasons.Length;
}
