using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Telemetry.Cells;

/// <summary>What the registry and the other series know of a device at the moment of a reading.</summary>
/// <param name="Weight">
/// The registry's weight of the device (beds, customers, capacity), effective-dated: a whole number from 1 to
/// <see cref="LargestWeight"/>, in one unit for all devices of an indicator.
/// </param>
/// <param name="Parameter">The device's parameter that the warn limit names, null where it has none.</param>
/// <param name="PairedFlow">The value of <see cref="Indicator.WeighedBy"/> that goes with the reading, null where there is none.</param>
public readonly record struct DeviceFacts(long Weight, double? Parameter = null, double? PairedFlow = null)
{
    public const long LargestWeight = 1_000_000;

    /// <summary>A device of which nothing is known.</summary>
    public static DeviceFacts None { get; } = new(1);
}

/// <summary>
/// What a held value adds to its window's own state for each millisecond that it holds. Integers, found once a reading:
/// so a hold may be cut in pieces, or taken back, and the sums stay exact.
/// </summary>
public readonly record struct OwnRate(Int128 Sum, Int128 Weight)
{
    // q ÷ v in 10⁻¹²: a flow of 10⁹ over a month from a million devices is under 10³⁷.
    private static readonly Int128 s_quotientUnits = 1_000_000_000_000;

    // aggregation.md: v at least 1 km/h.
    private const double LeastSpeed = 1;

    /// <summary>The rate of a reading under a state that takes holds; none where it tells nothing.</summary>
    public static OwnRate Of(OwnState state, Indicator indicator, double value, in DeviceFacts facts) => state switch
    {
        OwnState.HeldMean => new OwnRate((Int128)FixedPoint.From(value) * facts.Weight, facts.Weight),
        OwnState.HeldSum => new OwnRate(FixedPoint.From(value), 1),
        OwnState.SumMean => new OwnRate(0, facts.Weight),
        OwnState.ShareBreach => Breach(indicator, value, facts),
        OwnState.Harmonic => Harmonic(value, facts.PairedFlow ?? 1),
        _ => default,
    };

    /// <summary>Adds the rate for a time; a negative one takes it back.</summary>
    public void AddTo(Cell cell, long ms) => cell.AddOwn(Sum * ms, Weight * ms);

    // Without the parameter that its limit names, a device is not observed.
    private static OwnRate Breach(Indicator indicator, double value, in DeviceFacts facts) =>
        indicator.WarnLimit?.IsBreachedBy(value, facts.Parameter) is { } isBreached ? new OwnRate(isBreached ? 1 : 0, 1) : default;

    private static OwnRate Harmonic(double speed, double flow)
    {
        var q = (Int128)FixedPoint.From(Math.Max(flow, 0));
        var v = (Int128)FixedPoint.From(Math.Max(speed, LeastSpeed));
        return new OwnRate(q, ((q * s_quotientUnits) + (v / 2)) / v);
    }
}
