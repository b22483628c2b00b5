using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Telemetry.Cells;

/// <summary>Which mergeable state an indicator's own value has (aggregation.md, "The indicator's own value").</summary>
public enum OwnState : byte
{
    /// <summary>The methods do not go together: the own value is null.</summary>
    None,

    /// <summary>Σw∫v dt and Σw·ms of held values; the quotient.</summary>
    HeldMean,

    /// <summary>Σ∫v dt of held values ÷ the window's length; never extrapolated.</summary>
    HeldSum,

    /// <summary>Σ of the readings: the statistics' own sum.</summary>
    Sum,

    /// <summary>
    /// Σw·x ÷ (Σw·ms ÷ the window's length): the mean of the devices' sums, those being observed who hold a value. The
    /// state keeps Σ(w − 1)·x, the statistics have Σx.
    /// </summary>
    SumMean,

    /// <summary>The least reading.</summary>
    Min,

    /// <summary>The greatest reading.</summary>
    Max,

    /// <summary>Σ of increments, and how many.</summary>
    Counter,

    /// <summary>ms in breach of the warn limit, and ms observed (or readings, of an event-driven indicator); the quotient.</summary>
    ShareBreach,

    /// <summary>Σq·ms in 10⁻⁶ and Σ(q ÷ v)·ms in 10⁻¹²; the quotient.</summary>
    Harmonic,

    /// <summary>Σ of the numerator and of the denominator; the quotient.</summary>
    Ratio,

    /// <summary>A sketch of one device value a slot (<see cref="DeviceSlot"/>); its 95th percentile.</summary>
    SlotP95,

    /// <summary>The same; its 5th percentile.</summary>
    SlotP05,

    /// <summary>The newest reading, at the site only.</summary>
    Last,
}

/// <summary>The indicator's own value: what an official statistic means by "the salinity of the province".</summary>
public static class OwnValue
{
    /// <summary>The state that an indicator's methods ask for.</summary>
    public static OwnState StateOf(Indicator indicator) => (indicator.DeviceMethod, indicator.AreaMethod) switch
    {
        (DeviceMethod.Mean or DeviceMethod.TimeWeightedMean or DeviceMethod.Last, AreaMethod.Mean or AreaMethod.WeightedMean) => OwnState.HeldMean,
        (DeviceMethod.Mean or DeviceMethod.TimeWeightedMean, AreaMethod.Sum) => OwnState.HeldSum,
        (DeviceMethod.Sum, AreaMethod.Sum) => OwnState.Sum,
        (DeviceMethod.Sum, AreaMethod.Mean or AreaMethod.WeightedMean) => OwnState.SumMean,
        (DeviceMethod.CounterDelta, AreaMethod.Sum) => OwnState.Counter,
        (DeviceMethod.HarmonicMean, AreaMethod.HarmonicMean) => OwnState.Harmonic,
        (DeviceMethod.Ratio, AreaMethod.Ratio) => OwnState.Ratio,
        (DeviceMethod.Last, AreaMethod.Last) => OwnState.Last,
        (_, AreaMethod.Min) => OwnState.Min,
        (_, AreaMethod.Max) => OwnState.Max,
        (_, AreaMethod.ShareBreach) => OwnState.ShareBreach,
        (DeviceMethod.CounterDelta or DeviceMethod.HarmonicMean or DeviceMethod.Ratio, AreaMethod.P95 or AreaMethod.P05) => OwnState.None,
        (_, AreaMethod.P95) => OwnState.SlotP95,
        (_, AreaMethod.P05) => OwnState.SlotP05,
        _ => OwnState.None,
    };

    /// <summary>True for means and sums of held values, whose rate needs neither a limit nor a paired flow; <see cref="TakesHolds"/> has all.</summary>
    public static bool IsHeld(this OwnState state) => state is OwnState.HeldMean or OwnState.HeldSum or OwnState.SumMean;

    /// <summary>True when the state gathers what <see cref="OwnRate"/> says for as long as a value holds.</summary>
    public static bool TakesHolds(this OwnState state) => state.IsHeld() || state is OwnState.ShareBreach or OwnState.Harmonic;

    /// <summary>True when the state gathers one value a device and slot (<see cref="DeviceSlot"/>).</summary>
    public static bool TakesSlots(this OwnState state) => state is OwnState.SlotP95 or OwnState.SlotP05;

    /// <summary>How much of a cell such a value needs.</summary>
    public static CellParts PartsOf(this OwnState state) => state switch
    {
        OwnState.None => CellParts.Counts,
        OwnState.Sum => CellParts.Sum,
        OwnState.SumMean => CellParts.Sum | CellParts.Own,
        OwnState.Min or OwnState.Max => CellParts.Ends,
        OwnState.SlotP95 or OwnState.SlotP05 or OwnState.Last => CellParts.Rest,
        _ => CellParts.Own,
    };

    /// <summary>The own value of a cell in the indicator's unit (a share as a quotient), null where nothing was observed.</summary>
    /// <param name="windowMs">The window's length.</param>
    public static double? Of(OwnState state, Cell cell, long windowMs) => state switch
    {
        OwnState.HeldMean when cell.OwnWeight > 0 => FixedPoint.Divide(cell.OwnSum, cell.OwnWeight * 1_000_000),
        OwnState.HeldSum when cell.OwnWeight > 0 => FixedPoint.Divide(cell.OwnSum, (Int128)windowMs * 1_000_000),
        OwnState.Sum when cell.Count > 0 => FixedPoint.Divide(cell.Sum, 1_000_000),
        OwnState.SumMean when cell.OwnWeight > 0 => FixedPoint.Divide((cell.Sum + cell.OwnSum) * windowMs, cell.OwnWeight * 1_000_000),
        OwnState.Min when cell.Count > 0 => cell.Min,
        OwnState.Max when cell.Count > 0 => cell.Max,
        OwnState.Counter when cell.OwnWeight > 0 => FixedPoint.Divide(cell.OwnSum, 1_000_000),
        OwnState.ShareBreach when cell.OwnWeight > 0 => FixedPoint.Divide(cell.OwnSum, cell.OwnWeight),
        OwnState.Harmonic when cell.OwnWeight > 0 => FixedPoint.Divide(cell.OwnSum * 1_000_000, cell.OwnWeight),
        OwnState.Ratio when cell.OwnWeight > 0 => FixedPoint.Divide(cell.OwnSum, cell.OwnWeight),
        OwnState.Last => cell.Last?.Value,
        OwnState.SlotP95 => cell.SlotQuantile(0.95),
        OwnState.SlotP05 => cell.SlotQuantile(0.05),
        _ => null,
    };
}
