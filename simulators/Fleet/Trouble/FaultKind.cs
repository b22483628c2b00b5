namespace SmartSectors.Fleet.Trouble;

/// <summary>How a sensor, a link or a clock fails.</summary>
public enum FaultKind
{
    /// <summary>A sensor repeats its last value. Size: how long, s.</summary>
    Stuck,

    /// <summary>A sensor moves away from the truth steadily. Size: share of the suspect span's width a day.</summary>
    Drift,

    /// <summary>One reading stands out, inside the suspect span. Size: how far, as a share of that span's width.</summary>
    Spike,

    /// <summary>A few readings lie outside the suspect span. Size: how far, as a share of its width.</summary>
    Range,

    /// <summary>A device delivers nothing, and never will. Size: how long, s.</summary>
    Silence,

    /// <summary>A device's clock runs too fast or too slow until it is set right. Size: how far off it is then, s.</summary>
    ClockDrift,

    /// <summary>A device's clock is set wrongly, ahead or behind, until it is set right. Size: how far, s.</summary>
    ClockJump,
}

/// <summary>How often a fault occurs, and how great it is.</summary>
/// <param name="Share">Share of the readings (of the time, for what lasts) that it affects; 0 for never.</param>
/// <param name="Size">In the unit of its <see cref="FaultKind"/>; a single fault draws from half of it to one and a half.</param>
public readonly record struct FaultOptions(double Share, double Size);

/// <summary>What the command line calls a kind of fault, what it gets by default and what it may be given.</summary>
/// <param name="IsTime">The size is a time, in seconds; else a share.</param>
internal sealed record FaultFacts(
    FaultKind Kind, string Name, FaultOptions Default, double SmallestSize, double LargestSize, bool IsTime)
{
    /// <summary>What lasts has a third of the time at most, so that there are healthy readings between.</summary>
    public const double LargestShare = 1 / 3.0;

    private const double MinuteS = 60, HourS = 3_600, DayS = 86_400;

    public static IReadOnlyList<FaultFacts> All { get; } =
    [
        new(FaultKind.Stuck, "stuck", new(0.01, 12 * HourS), MinuteS, 10 * DayS, IsTime: true),
        new(FaultKind.Drift, "drift", new(0.01, 0.2), 0.001, 10, IsTime: false),
        new(FaultKind.Spike, "spike", new(0.001, 0.6), 0.01, 1, IsTime: false),
        new(FaultKind.Range, "range", new(0.001, 0.1), 0.001, 10, IsTime: false),
        new(FaultKind.Silence, "silence", new(0.01, 6 * HourS), 1, 10 * DayS, IsTime: true),
        // Under the five minutes by which a clock may be ahead before its readings are refused.
        new(FaultKind.ClockDrift, "clock-drift", new(0.01, 2 * MinuteS), 1, 4 * MinuteS, IsTime: true),
        // Half of the smallest is clearly over those five minutes, so that what is refused is known beforehand.
        new(FaultKind.ClockJump, "clock-jump", new(0.01, 2 * HourS), 20 * MinuteS, 10 * DayS, IsTime: true),
    ];

    public static FaultFacts Of(FaultKind kind) => All[(int)kind];
}
