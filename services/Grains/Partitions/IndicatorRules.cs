using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Devices;
using SmartSectors.Telemetry.Quality;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Readings;
using SmartSectors.Telemetry.Schemes;
using SmartSectors.Telemetry.Trips;

namespace SmartSectors.Grains.Partitions;

/// <summary>What the hot path needs of an indicator, worked out once.</summary>
internal sealed class IndicatorRules(Indicator indicator, IReadOnlyList<Indicator> all)
{
    public Indicator Indicator { get; } = indicator;

    public long PeriodMs { get; } = (long)indicator.Period.TotalMilliseconds;

    /// <inheritdoc cref="Indicator.Hold"/>
    public long HoldMs { get; } = (long)indicator.Hold.TotalMilliseconds;

    public OwnState OwnState { get; } = OwnValue.StateOf(indicator);

    /// <summary>Its own value integrates what each reading says for as long as it holds.</summary>
    public bool IsHeld { get; } = OwnValue.StateOf(indicator).TakesHolds() && indicator.Period > TimeSpan.Zero;

    /// <summary>The length of the slots of which each device gives one value to a percentile (aggregation.md).</summary>
    public long DeviceSlotMs { get; } = DeviceSlot.LengthMs(indicator);

    /// <summary>The window that books those values at its close; null where the own value is no percentile of devices.</summary>
    public Window? DeviceSlotsBookedIn { get; } = OwnValue.StateOf(indicator).TakesSlots() ? Slots.BookedIn(DeviceSlot.LengthMs(indicator)) : null;

    public Window? SlotsBookedIn { get; } = Slots.BookedIn((long)indicator.Period.TotalMilliseconds);

    /// <summary>
    /// The ratios that what it adds to its own sum is booked in as well, on which side, and from which moment of
    /// measurement on: a ratio that a later version brings has nothing of before.
    /// </summary>
    public IReadOnlyList<(ushort Ratio, bool IsNumerator, long FromMs)> Ratios { get; private init; } = [.. RatiosOf(indicator, all, long.MinValue)];

    /// <summary>The harmonic means that it weighs, of the same device.</summary>
    public IReadOnlyList<ushort> Weighs { get; } = [.. all.Where(other => other.WeighedBy == indicator.Number).Select(other => other.Number)];

    /// <summary>What is derived from its readings; it never changes, but a later version may bring it.</summary>
    public TravelRules? Travel { get; } = indicator.Travel;

    /// <summary>From which moment of measurement on that is derived.</summary>
    public long TravelFromMs { get; private init; } = long.MinValue;

    /// <summary>The tests of its readings.</summary>
    public QualityControl Quality { get; private init; } = new(indicator);

    /// <summary>
    /// What the tests at receipt say of every reading that was let in. Data reception is not judged here: backfill of days
    /// is promised to count, whoever delivers it.
    /// </summary>
    public QualityFlags Receipt { get; } =
        ReceiptTests.Judge(indicator.Quality, delayMs: null, location: ReadingFlag.Unevaluated, DeviceCondition.Normal);

    /// <summary>
    /// The rules of the indicator's next version, for what is measured from a moment on. Tests that do not change go on;
    /// methods, period and unit never change.
    /// </summary>
    public IndicatorRules Next(Indicator next, IReadOnlyList<Indicator> all, long fromMs) => new(next, all)
    {
        Ratios = [.. Ratios, .. RatiosOf(next, all, fromMs).Where(ratio => !Ratios.Any(known => known.Ratio == ratio.Ratio))],
        TravelFromMs = Travel is null ? fromMs : TravelFromMs,
        Quality = next.Quality == Indicator.Quality && next.FailSpan == Indicator.FailSpan && next.SuspectSpan == Indicator.SuspectSpan
            ? Quality
            : new QualityControl(next, Quality, fromMs),
    };

    /// <summary>A reading as its tests see it.</summary>
    public QualitySample Sample(in StoredReading reading) =>
        new(reading.TimeMs, reading.Value, Receipt | (reading.Findings & ReceiptTests.Mask));

    private static IEnumerable<(ushort Ratio, bool IsNumerator, long FromMs)> RatiosOf(Indicator input, IReadOnlyList<Indicator> all, long fromMs) =>
        all.Where(other => other.Ratio?.Numerator == input.Number).Select(other => (other.Number, true, fromMs))
            .Concat(all.Where(other => other.Ratio?.Denominator == input.Number).Select(other => (other.Number, false, fromMs)));
}
