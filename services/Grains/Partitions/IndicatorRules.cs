using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Readings;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Grains.Partitions;

/// <summary>What the hot path needs of an indicator, worked out once.</summary>
internal sealed class IndicatorRules(Indicator indicator)
{
    public Indicator Indicator { get; } = indicator;

    public long PeriodMs { get; } = (long)indicator.Period.TotalMilliseconds;

    /// <summary>A reading holds until the next accepted one, at most three periods (aggregation.md).</summary>
    public long HoldMs { get; } = 3 * (long)indicator.Period.TotalMilliseconds;

    public OwnState OwnState { get; } = OwnValue.StateOf(indicator);

    public bool IsHeld { get; } = OwnValue.StateOf(indicator).IsHeld();

    /// <summary>The sum of a held value is integrated only where the own value is a quotient of it.</summary>
    public bool IntegratesValue { get; } = OwnValue.StateOf(indicator) is OwnState.HeldMean or OwnState.HeldSum;

    public Window? SlotsBookedIn { get; } = Slots.BookedIn((long)indicator.Period.TotalMilliseconds);

    /// <summary>The gross range test.</summary>
    public ReadingFlag Flag(double value) => GrossRange.Flag(Indicator, value);
}
