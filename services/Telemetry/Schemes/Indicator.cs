using SmartSectors.Telemetry.Quality;
using SmartSectors.Telemetry.Trips;

namespace SmartSectors.Telemetry.Schemes;

/// <summary>How one device's readings become its value for a period (indicators.csv, <c>device_agg</c>).</summary>
public enum DeviceMethod : byte { Mean, TimeWeightedMean, Sum, Min, Max, Last, CounterDelta, HarmonicMean, Ratio, Leq, P95 }

/// <summary>How devices become an area's value (indicators.csv, <c>area_agg</c>).</summary>
public enum AreaMethod : byte { Mean, WeightedMean, Sum, Min, Max, Last, ShareBreach, HarmonicMean, Ratio, P95, P05 }

/// <summary>A closed range of values in the indicator's unit.</summary>
public readonly record struct ValueSpan(double Min, double Max)
{
    /// <summary>True when <paramref name="value"/> lies inside, ends included.</summary>
    public bool Contains(double value) => value >= Min && value <= Max;

    /// <summary>True when all of another range lies inside.</summary>
    public bool Holds(ValueSpan other) => Contains(other.Min) && Contains(other.Max);
}

/// <summary>The durable numbers of the indicators whose sums a ratio divides.</summary>
public sealed record RatioInputs(ushort Numerator, ushort Denominator);

/// <summary>
/// One measured quantity of a sector's scheme: what its readings are called, which unit and spans they have and how
/// they are aggregated.
/// </summary>
/// <param name="Number">Durable number (the sector's number times 1,000 plus a serial), as log and stores write it.</param>
/// <param name="Code">Upper-case code, unique in its sector, such as <c>SOIL_MOISTURE</c>.</param>
/// <param name="UnitUcum">Unit in UCUM.</param>
/// <param name="UnitSdmx">The same unit as an SDMX id.</param>
/// <param name="FailSpan">Gross range: outside it a reading is flagged <c>fail</c> and enters no cell.</param>
/// <param name="SuspectSpan">Gross range: outside it a reading is flagged <c>suspect</c>.</param>
/// <param name="Period">Nominal sampling period; zero for an event-driven indicator.</param>
/// <param name="WarnLimit">The limit of a warning, null where the scheme has none.</param>
/// <param name="CritLimit">The limit of a critical alarm, null likewise.</param>
public sealed record Indicator(
    ushort Number,
    Sector Sector,
    string Code,
    string NameVi,
    string NameEn,
    string UnitUcum,
    string UnitSdmx,
    ValueSpan FailSpan,
    ValueSpan SuspectSpan,
    TimeSpan Period,
    Limit? WarnLimit,
    Limit? CritLimit,
    DeviceMethod DeviceMethod,
    AreaMethod AreaMethod)
{
    /// <summary>A reading holds until the next accepted one, at most three periods (aggregation.md); beyond is a gap.</summary>
    public TimeSpan Hold => 3 * Period;

    /// <summary>The limit of a warning where it is a plain comparison or range, else null.</summary>
    public Threshold? Warn => WarnLimit?.Plain;

    /// <summary>The limit of a critical alarm, likewise.</summary>
    public Threshold? Crit => CritLimit?.Plain;

    /// <summary>How its readings are tested.</summary>
    public QualityRules Quality { get; init; } = QualityDefaults.For(SuspectSpan, Period);

    /// <summary>
    /// Of a harmonic mean: the indicator of the same device, such as the flow, whose values weigh this one's; null for
    /// equal weights.
    /// </summary>
    public ushort? WeighedBy { get; init; }

    /// <summary>Of a ratio: the two indicators of the same sector whose sums are divided; null while none are named.</summary>
    public RatioInputs? Ratio { get; init; }

    /// <summary>Of a vehicle's speed: what the platform derives from its readings; null where it derives nothing.</summary>
    public TravelRules? Travel { get; init; }

    /// <summary>The indicator whose readings it is derived from; null for one that devices publish.</summary>
    public ushort? DerivedFrom { get; init; }
}
