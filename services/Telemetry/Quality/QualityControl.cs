using System.Runtime.CompilerServices;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Readings;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Telemetry.Quality;

/// <summary>
/// The tests of one indicator's readings, worked out from its rules once; immutable. The flags of a reading are a pure
/// function of its series in event-time order: <see cref="Append"/> follows a series reading by reading,
/// <see cref="Evaluate"/> judges a part of it, and both say the same.
/// </summary>
/// <remarks>
/// Two neighbours are <em>linked</em> when both are usable (neither failed the gross range, neither was excluded by its
/// device's condition) and at most three periods apart, the time for which a value holds. Spike, rate of change, flat
/// line and attenuated signal are judged between linked readings only, else unevaluated: one absurd value does not
/// condemn its neighbours, and a silence is no flat line.
/// </remarks>
public sealed partial class QualityControl
{
    private const double MsPerHour = 3_600_000;

    // An event-driven indicator has no period to tell how long a value holds.
    private const long EventReachMs = 2 * 3_600_000;

    // Tests that are off compare with what is never exceeded.
    private const double Never = double.PositiveInfinity;
    private const uint NeverMs = uint.MaxValue;

    private static readonly QualityFlags s_unusable =
        QualityFlags.Of(QualityTest.GrossRange, ReadingFlag.Fail) | QualityFlags.Of(QualityTest.DeviceCondition, ReadingFlag.Fail);

    private readonly Indicator _indicator;
    private readonly QualityControl? _earlier;
    private readonly long _fromMs = long.MinValue;
    private readonly long _periodMs;
    private readonly Judged _gap;
    private readonly Judged _spike;
    private readonly Judged _rate;
    private readonly bool _isDifferential;
    private readonly Still _flat;
    private readonly Still _quiet;
    private readonly Still _still;
    private readonly uint _calmMs;
    private readonly ValueSpan?[]? _months;

    /// <summary>The limits of one test; not evaluated where it is off.</summary>
    private readonly record struct Judged(QualityTest Test, bool IsOn, double Suspect, double Fail)
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public QualityFlags Of(double measure) => !IsOn ? default : QualityFlags.Of(
            Test,
            measure > Fail ? ReadingFlag.Fail
            : measure > Suspect ? ReadingFlag.Suspect
            : ReadingFlag.Pass);
    }

    /// <summary>A run and the ages at which it is flagged.</summary>
    private readonly record struct Still(bool IsOn, double StepsPerUnit, uint SuspectMs, uint FailMs, uint CapMs)
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public FlatRun Next(FlatRun run, double previous, double value, uint elapsedMs) =>
            IsOn ? run.Next(StepsUp(previous, value), elapsedMs, CapMs) : default;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public double StepsUp(double previous, double value) => Math.Floor(value * StepsPerUnit) - Math.Floor(previous * StepsPerUnit);

        public uint FirstFoundMs => IsOn ? Math.Min(SuspectMs, FailMs) : NeverMs;

        public ReadingFlag Of(FlatRun run) =>
            !IsOn ? ReadingFlag.Unevaluated
            : run.AgeMs >= FailMs ? ReadingFlag.Fail
            : run.AgeMs >= SuspectMs ? ReadingFlag.Suspect
            : ReadingFlag.Pass;
    }

    public QualityControl(Indicator indicator)
    {
        var rules = indicator.Quality;
        Rules = rules;
        _indicator = indicator;
        _periodMs = (long)indicator.Period.TotalMilliseconds;
        LinkMs = indicator.Period > TimeSpan.Zero
            ? (long)Math.Min((3 * indicator.Period).TotalMilliseconds, QualityLimits.LongestSpan.TotalMilliseconds)
            : EventReachMs;

        _gap = new Judged(
            QualityTest.TimeGap, rules.TimeGap is not null,
            rules.TimeGap?.Suspect?.TotalMilliseconds ?? Never, rules.TimeGap?.Fail?.TotalMilliseconds ?? Never);
        _spike = new Judged(QualityTest.Spike, rules.Spike is not null, rules.Spike?.Suspect ?? Never, rules.Spike?.Fail ?? Never);
        _isDifferential = rules.Spike?.Method is SpikeMethod.Differential;
        _rate = new Judged(
            QualityTest.RateOfChange, rules.RateOfChange is not null,
            rules.RateOfChange?.SuspectPerHour ?? Never, rules.RateOfChange?.FailPerHour ?? Never);
        if (rules.FlatLine is { } flat) _flat = StillFor(flat.Tolerance, Ms(flat.Suspect), flat.Fail is { } fail ? Ms(fail) : NeverMs);
        if (rules.AttenuatedSignal is { } attenuated)
        {
            _quiet = StillFor(attenuated.SuspectRange, Ms(attenuated.Over), NeverMs);
            if (attenuated.FailRange is { } failRange) _still = StillFor(failRange, NeverMs, Ms(attenuated.Over));
        }

        _calmMs = Math.Min(_flat.FirstFoundMs, Math.Min(_quiet.FirstFoundMs, _still.FirstFoundMs)) / 2;
        _months = MonthsOf(rules);
        Neighbourhood = new Neighbourhood(Math.Max(_flat.CapMs, Math.Max(_quiet.CapMs, _still.CapMs)));
    }

    /// <summary>
    /// The tests by rules that hold from a moment on, after others: each reading is judged by the rules of its own moment,
    /// however late it comes, and at the change the tests begin anew, as with the first reading of a series. So the flags
    /// stay a pure function of the series.
    /// </summary>
    /// <param name="fromMs">The first moment of measurement that the new rules judge.</param>
    public QualityControl(Indicator indicator, QualityControl earlier, long fromMs)
        : this(indicator)
    {
        _earlier = earlier;
        _fromMs = fromMs;
        _calmMs = Math.Min(_calmMs, earlier._calmMs); // Calm by these tests is calm by all of them.
        Neighbourhood = new Neighbourhood(Math.Max(Neighbourhood.SpanMs, earlier.Neighbourhood.SpanMs));
    }

    /// <summary>The rules that it was made from.</summary>
    public QualityRules Rules { get; }

    /// <summary>How far apart neighbours may be that are linked.</summary>
    public long LinkMs { get; }

    /// <summary>How far the flags of a reading reach.</summary>
    public Neighbourhood Neighbourhood { get; }

    /// <summary>Judges a reading that is newer than all of its series, and the spike of its predecessor, which it decides.</summary>
    /// <param name="state">The series' state, empty at first; it becomes that with the reading.</param>
    /// <param name="previousMs">The predecessor's time; not looked at when the state is empty.</param>
    /// <param name="previous">The predecessor's value.</param>
    /// <param name="beforePrevious">The value before that; any number where there is none.</param>
    /// <param name="previousFlags">
    /// The predecessor's flags as they are now. Only the spike's result can differ from what they were; its aggregate
    /// changes only when a spike was found.
    /// </param>
    /// <returns>The reading's flags; its spike is unevaluated until its successor comes.</returns>
    public QualityFlags Append(
        ref QualityState state, in QualitySample reading, long previousMs, double previous, double beforePrevious, out QualityFlags previousFlags)
    {
        if (reading.TimeMs < _fromMs) return _earlier!.Append(ref state, reading, previousMs, previous, beforePrevious, out previousFlags);

        var value = reading.Value;
        var flags = OwnFlags(reading);
        if (_months is not null) flags |= QualityFlags.Of(QualityTest.Climatology, SeasonalRange(reading));

        previousFlags = state.NewestFlags;
        var isLinked = false;
        if (!state.IsEmpty && previousMs >= _fromMs)
        {
            var elapsedMs = reading.TimeMs - previousMs;
            flags |= _gap.Of(elapsedMs);
            isLinked = elapsedMs <= LinkMs && IsUsable(flags) && IsUsable(previousFlags);
            if (isLinked)
            {
                if (state.IsNewestLinked) previousFlags |= _spike.Of(Spike(beforePrevious, previous, value));
                flags |= _rate.Of(Math.Abs(value - previous) * MsPerHour / Math.Max(elapsedMs, _periodMs));
                flags |= Run(ref state, previous, value, (uint)elapsedMs);
            }
        }

        if (!isLinked) state.Flat = state.Quiet = state.Still = default;
        state.NewestFlags = flags;
        state.IsNewestLinked = isLinked;
        return flags;
    }

    // Those that depend on no neighbour and no season.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private QualityFlags OwnFlags(in QualitySample reading) =>
        (reading.Own & ReceiptTests.Mask) | QualityFlags.Of(QualityTest.GrossRange, GrossRange.Flag(_indicator, reading.Value));

    private static bool IsUsable(QualityFlags flags)
    {
        var unusable = flags & s_unusable;
        return (unusable.Bits & (unusable.Bits >> 1) & 0x5555_5555) == 0;
    }

    private QualityFlags Run(ref QualityState state, double previous, double value, uint elapsedMs)
    {
        state.Flat = _flat.Next(state.Flat, previous, value, elapsedMs);
        state.Quiet = _quiet.Next(state.Quiet, previous, value, elapsedMs);
        state.Still = _still.Next(state.Still, previous, value, elapsedMs);
        var attenuated = _still.Of(state.Still);
        return QualityFlags.Of(QualityTest.FlatLine, _flat.Of(state.Flat))
            | QualityFlags.Of(QualityTest.AttenuatedSignal, attenuated is ReadingFlag.Fail ? attenuated : _quiet.Of(state.Quiet));
    }

    private double Spike(double before, double value, double after)
    {
        if (!_isDifferential) return Math.Abs(value - ((before + after) / 2));
        var (fromBefore, fromAfter) = (value - before, value - after);
        return fromBefore * fromAfter > 0 ? Math.Min(Math.Abs(fromBefore), Math.Abs(fromAfter)) : 0;
    }

    private ReadingFlag SeasonalRange(in QualitySample reading) =>
        _months![WindowCalendar.LocalMonth(reading.TimeMs) - 1] is not { } usual ? ReadingFlag.Unevaluated
        : usual.Contains(reading.Value) ? ReadingFlag.Pass
        : ReadingFlag.Suspect;

    private static ValueSpan?[]? MonthsOf(QualityRules rules) => rules.Climatology is { } climatology
        ? [.. Enumerable.Range(1, 12).Select(month => climatology.Seasons.FirstOrDefault(season => season.Contains(month))?.Span)]
        : null;

    private static Still StillFor(double range, uint suspectMs, uint failMs) =>
        new(true, 2 / range, suspectMs, failMs, failMs == NeverMs ? suspectMs : failMs);

    private static uint Ms(TimeSpan span) => (uint)(span < QualityLimits.LongestSpan ? span : QualityLimits.LongestSpan).TotalMilliseconds;
}
