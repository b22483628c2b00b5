using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Telemetry.Cells;

/// <summary>Which mergeable state an indicator's own value has (aggregation.md, "The indicator's own value").</summary>
public enum OwnState : byte
{
    /// <summary>The method has no state in this version: the own value is null.</summary>
    None,

    /// <summary>Σw∫v dt and Σw·ms of held values; the quotient.</summary>
    HeldMean,

    /// <summary>Σ∫v dt of held values ÷ the window's length; never extrapolated.</summary>
    HeldSum,

    /// <summary>Σ of the readings: the statistics' own sum.</summary>
    Sum,

    /// <summary>Σw·x ÷ (Σw·ms ÷ the window's length): the mean of the devices' sums, those being observed who hold a value.</summary>
    SumMean,

    /// <summary>The least reading.</summary>
    Min,

    /// <summary>The greatest reading.</summary>
    Max,
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
        (_, AreaMethod.Min) => OwnState.Min,
        (_, AreaMethod.Max) => OwnState.Max,
        _ => OwnState.None,
    };

    /// <summary>True when the state integrates held values over time.</summary>
    public static bool IsHeld(this OwnState state) => state is OwnState.HeldMean or OwnState.HeldSum or OwnState.SumMean;

    /// <summary>The own value of a cell in the indicator's unit, null where nothing was observed.</summary>
    /// <param name="windowMs">The window's length.</param>
    public static double? Of(OwnState state, Cell cell, long windowMs) => state switch
    {
        OwnState.HeldMean when cell.OwnWeight > 0 => FixedPoint.Divide(cell.OwnSum, cell.OwnWeight) / FixedPoint.UnitsPerOne,
        OwnState.HeldSum when cell.OwnWeight > 0 => FixedPoint.Divide(cell.OwnSum, windowMs) / FixedPoint.UnitsPerOne,
        OwnState.Sum when cell.Count > 0 => FixedPoint.Divide(cell.Sum, 1_000_000),
        OwnState.SumMean when cell.OwnWeight > 0 =>
            FixedPoint.Divide(cell.Sum, 1_000_000) * (windowMs / (double)cell.OwnWeight),
        OwnState.Min when cell.Count > 0 => cell.Min,
        OwnState.Max when cell.Count > 0 => cell.Max,
        _ => null,
    };
}
