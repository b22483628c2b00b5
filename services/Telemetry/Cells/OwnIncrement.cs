using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Telemetry.Cells;

/// <summary>
/// What one accepted reading adds to its window's own state at once, by the states that do not integrate over time.
/// Adding the same negated takes it back.
/// </summary>
public readonly record struct OwnIncrement(Int128 Sum, Int128 Weight)
{
    /// <summary>
    /// Of a counter: what it counted since the series' previous accepted reading, however long ago, booked in the window
    /// of the later one. A smaller count is a reset, which counts from zero. An insert between two readings replaces one
    /// increment by two.
    /// </summary>
    public static OwnIncrement Counter(double previous, double value) =>
        new(FixedPoint.From(value) - (value < previous ? 0 : FixedPoint.From(previous)), 1);

    /// <summary>
    /// Of devices' sums that are meant with weights: what the weight adds to the statistics' own sum, so that cells
    /// without weights stay as they are.
    /// </summary>
    public static OwnIncrement WeighedSum(double value, in DeviceFacts facts) => new((Int128)FixedPoint.From(value) * (facts.Weight - 1), 0);

    /// <summary>Of a share in breach that is event-driven: a value holds for no time, so each counts as one.</summary>
    public static OwnIncrement BreachEvent(Indicator indicator, double value, in DeviceFacts facts) =>
        OwnRate.Of(OwnState.ShareBreach, indicator, value, facts) is var one ? new(one.Sum, one.Weight) : default;

    /// <summary>
    /// To a ratio's cell, of its numerator: the value that the input adds to its own sum, a reading or a counter's
    /// increment.
    /// </summary>
    public static OwnIncrement Numerator(Int128 units) => new(units, 0);

    /// <summary>To a ratio's cell, of its denominator.</summary>
    public static OwnIncrement Denominator(Int128 units) => new(0, units);

    public static OwnIncrement operator -(OwnIncrement increment) => new(-increment.Sum, -increment.Weight);

    public static OwnIncrement Negate(OwnIncrement increment) => -increment;

    public void AddTo(Cell cell) => cell.AddOwn(Sum, Weight);
}
