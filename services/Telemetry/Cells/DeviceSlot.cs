using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Telemetry.Cells;

/// <summary>
/// One device's readings of a slot, until they become the one value that goes into the area's percentiles. A slot is a
/// quarter-hour, or the period where that is longer, aligned to local midnight (<see cref="Slots"/>). Readings may come
/// in any order; equal contents give equal values. 64 bytes; a device's p95 also keeps a sketch.
/// </summary>
public struct DeviceSlot
{
    private Int128 _sum;
    private double _least;
    private double _greatest;
    private double _last;
    private long _lastMs;
    private QuantileSketch? _sketch;

    /// <summary>How many accepted readings it has.</summary>
    public int Count { get; private set; }

    /// <summary>The length of an indicator's slots.</summary>
    public static long LengthMs(Indicator indicator) =>
        Math.Max(WindowCalendar.MinLengthMs(Queries.Window.QuarterHour), (long)indicator.Period.TotalMilliseconds);

    /// <summary>Adds an accepted reading.</summary>
    public void Add(DeviceMethod method, long timeMs, double value)
    {
        if (Count == 0) (_least, _greatest, _lastMs) = (double.PositiveInfinity, double.NegativeInfinity, long.MinValue);
        Count++;
        _sum += method is DeviceMethod.Leq ? Decibels.ToEnergy(value) : FixedPoint.From(value);
        _least = Math.Min(_least, value);
        _greatest = Math.Max(_greatest, value);
        if (timeMs > _lastMs) (_lastMs, _last) = (timeMs, value);
        if (method is DeviceMethod.P95) (_sketch ??= new QuantileSketch()).Add(value);
    }

    /// <summary>
    /// The device's value of the slot by its method; null without a reading. Within a slot a time-weighted mean is the
    /// mean.
    /// </summary>
    public readonly double? ValueBy(DeviceMethod method) => Count == 0 ? null : method switch
    {
        DeviceMethod.Mean or DeviceMethod.TimeWeightedMean => FixedPoint.Divide(_sum, (Int128)Count * 1_000_000),
        DeviceMethod.Sum => FixedPoint.Divide(_sum, 1_000_000),
        DeviceMethod.Min => _least,
        DeviceMethod.Max => _greatest,
        DeviceMethod.Last => _last,
        DeviceMethod.Leq => Decibels.FromEnergy(_sum, Count),
        DeviceMethod.P95 => _sketch!.Quantile(0.95, Count, _least, _greatest),
        _ => null,
    };
}
