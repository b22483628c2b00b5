using SmartSectors.Fleet.Trouble;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Fleet.Judging;

/// <summary>A simulated time of the fleets, with trouble, whose readings the quality control judges. The defaults are one day of all sectors.</summary>
public sealed record QualityTrialOptions
{
    public IReadOnlyList<Sector> Sectors { get; init; } = Enum.GetValues<Sector>();

    /// <summary>1,200 by default, shared evenly among the sectors.</summary>
    public int Devices { get; init; } = 1_200;

    public long Seed { get; init; } = 1;

    /// <summary>A working day of the wet season by default.</summary>
    public DateTimeOffset From { get; init; } = new(2026, 6, 10, 0, 0, 0, TimeSpan.FromHours(7));

    public TimeSpan Length { get; init; } = TimeSpan.FromDays(1);

    public TroubleOptions Trouble { get; init; } = FaultsOfReadings;

    /// <summary>What gross range, flat line, spike and time gap are there to find, often enough to be counted.</summary>
    public static TroubleOptions FaultsOfReadings { get; } = TroubleOptions.None
        .WithShare(FaultKind.Range, 0.001)
        .WithShare(FaultKind.Spike, 0.001)
        .WithShare(FaultKind.Stuck, 0.05)
        .WithShare(FaultKind.Silence, 0.03);

    /// <summary>What no single test is there to find.</summary>
    public static TroubleOptions SlowFaults { get; } = TroubleOptions.None
        .WithShare(FaultKind.Drift, 0.05)
        .WithShare(FaultKind.ClockDrift, 0.03)
        .WithShare(FaultKind.ClockJump, 0.03);
}
