using FsCheck;
using FsCheck.Fluent;
using SmartSectors.Telemetry.Quality;

namespace SmartSectors.Telemetry.Tests.Quality;

/// <summary>Following a series, judging a part of it and judging the whole as the definitions read: all the same.</summary>
public class QualityAgreementTests
{
    private static readonly Config s_thorough = Config.QuickThrowOnFailure.WithMaxTest(3_000).WithEndSize(150);

    [Fact]
    public void Following_a_series_gives_what_the_definitions_say() =>
        Prop.ForAll(QualitySeries.Indicators.Zip(QualitySeries.Series).ToArbitrary(), pair =>
        {
            var (indicator, series) = pair;
            Assert.Equal(new NaiveQuality(indicator, series).All(), Follow(new QualityControl(indicator), series, out _));
        }).Check(s_thorough);

    [Fact]
    public void A_series_in_any_order_of_arrival_has_the_flags_of_the_sorted_one() =>
        Prop.ForAll(QualitySeries.Indicators.Zip(QualitySeries.Series).Zip(Gen.Choose(0, int.MaxValue)).ToArbitrary(), input =>
        {
            var ((indicator, series), seed) = input;
            var control = new QualityControl(indicator);
            var arrived = new ArrivingSeries(control);
            foreach (var sample in Disorder(series, new Random(seed))) arrived.Take(sample);

            Assert.Equal(new NaiveQuality(indicator, series).All(), arrived.Flags);
            Follow(control, series, out var state);
            Assert.Equal(state, arrived.State);
        }).Check(s_thorough);

    [Fact]
    public void Rules_that_change_judge_what_is_measured_from_then_on_as_another_series() =>
        Prop.ForAll(QualitySeries.Indicators.Zip(QualitySeries.Indicators).Zip(QualitySeries.Series).Zip(Gen.Choose(0, int.MaxValue)).ToArbitrary(), input =>
        {
            var (((earlier, later), series), seed) = input;
            var random = new Random(seed);
            var change = random.Next(series.Length + 1);
            var fromMs = change < series.Length ? series[change].TimeMs - random.Next(2) : long.MaxValue;
            change = Array.FindIndex(series, sample => sample.TimeMs >= fromMs) is >= 0 and var first ? first : series.Length;
            var control = new QualityControl(later, new QualityControl(earlier), fromMs);
            QualityFlags[] expected = [.. new NaiveQuality(earlier, series[..change]).All(), .. new NaiveQuality(later, series[change..]).All()];

            Assert.Equal(expected, Follow(control, series, out var followed));
            var begin = series.Length == 0 ? 0 : random.Next(series.Length);
            var flags = new QualityFlags[series.Length - begin];
            var right = control.Evaluate(series.AsSpan(begin), isFromStart: begin == 0, flags, out var state);
            Assert.Equal(expected[(begin + right)..], flags[right..]);
            if (right < flags.Length) Assert.Equal(followed, state);
        }).Check(s_thorough);

    [Fact]
    public void A_window_says_from_where_on_it_is_right() =>
        Prop.ForAll(QualitySeries.Indicators.Zip(QualitySeries.Series).Zip(Gen.Choose(0, int.MaxValue)).ToArbitrary(), input =>
        {
            var ((indicator, series), seed) = input;
            var control = new QualityControl(indicator);
            var whole = new NaiveQuality(indicator, series).All();
            var from = series.Length == 0 ? 0 : new Random(seed).Next(series.Length);
            var window = series[from..];
            var flags = new QualityFlags[window.Length];

            var right = control.Evaluate(window, isFromStart: from == 0, flags, out var state);

            Assert.Equal(whole[(from + right)..], flags[right..]);
            if (right == window.Length) return;
            Follow(control, series, out var followed);
            Assert.Equal(followed, state);
        }).Check(s_thorough);

    [Fact]
    public void The_neighbourhood_is_always_enough() =>
        Prop.ForAll(QualitySeries.Indicators.Zip(QualitySeries.Series.Where(series => series.Length > 0)).Zip(Gen.Choose(0, int.MaxValue)).ToArbitrary(), input =>
        {
            var ((indicator, series), seed) = input;
            var control = new QualityControl(indicator);
            var at = new Random(seed).Next(series.Length);
            var from = Neighbours.First(control, series, at);
            var to = Math.Min(series.Length, at + 1 + Neighbourhood.ReadingsAfter);
            var flags = new QualityFlags[to - from];

            var right = control.Evaluate(series.AsSpan()[from..to], isFromStart: from == 0, flags, out _);

            Assert.InRange(right, 0, at - from);
            Assert.Equal(new NaiveQuality(indicator, series).All()[at], flags[at - from]);
        }).Check(s_thorough);

    private static QualityFlags[] Follow(QualityControl control, QualitySample[] series, out QualityState state)
    {
        var flags = new QualityFlags[series.Length];
        state = default;
        for (var i = 0; i < series.Length; i++)
        {
            var (previousMs, previous) = i > 0 ? (series[i - 1].TimeMs, series[i - 1].Value) : default;
            flags[i] = control.Append(ref state, series[i], previousMs, previous, i > 1 ? series[i - 2].Value : 0, out var before);
            if (i > 0) flags[i - 1] = before;
        }

        return flags;
    }

    // Mostly in order, some a little late, some very late.
    private static IEnumerable<QualitySample> Disorder(QualitySample[] series, Random random) => series
        .Select((sample, i) => (sample, Arrival: i + (random.Next(4) switch { 0 => random.Next(10), 1 => random.Next(200), _ => 0 })))
        .OrderBy(entry => entry.Arrival)
        .Select(entry => entry.sample);
}

/// <summary>A series as a grain would keep it: in order by its state, late ones by the neighbourhood alone.</summary>
internal sealed class ArrivingSeries(QualityControl control)
{
    private readonly List<QualitySample> _series = [];
    private readonly List<QualityFlags> _flags = [];
    private QualityState _state;

    public QualityFlags[] Flags => [.. _flags];

    public QualityState State => _state;

    public void Take(QualitySample sample)
    {
        if (_series.Count == 0 || sample.TimeMs > _series[^1].TimeMs) Append(sample);
        else Insert(sample);
    }

    private void Append(QualitySample sample)
    {
        var count = _series.Count;
        var (previousMs, previous) = count > 0 ? (_series[^1].TimeMs, _series[^1].Value) : default;
        var flags = control.Append(ref _state, sample, previousMs, previous, count > 1 ? _series[^2].Value : 0, out var before);
        if (count > 0) _flags[^1] = before;
        _series.Add(sample);
        _flags.Add(flags);
    }

    private void Insert(QualitySample sample)
    {
        var at = _series.FindIndex(other => other.TimeMs > sample.TimeMs);
        _series.Insert(at, sample);
        _flags.Insert(at, default);

        var series = _series.ToArray();
        var (first, last) = control.Affected(series, at).GetOffsetAndLength(series.Length) is var (offset, length) ? (offset, offset + length - 1) : default;
        var from = Neighbours.First(control, series, first);
        var to = Math.Min(series.Length, last + 1 + Neighbourhood.ReadingsAfter);
        var flags = new QualityFlags[to - from];
        var right = control.Evaluate(series.AsSpan()[from..to], isFromStart: from == 0, flags, out var state);
        Assert.InRange(right, 0, first - from);
        for (var i = first; i <= last; i++) _flags[i] = flags[i - from];
        if (to == series.Length) _state = state;
    }
}

internal static class Neighbours
{
    /// <summary>The first reading that judging one needs.</summary>
    public static int First(QualityControl control, QualitySample[] series, int at)
    {
        var from = at;
        while (from > 0 && series[at].TimeMs - series[from].TimeMs < control.Neighbourhood.SpanMs) from--;
        return Math.Max(0, Math.Min(from, at - Neighbourhood.ReadingsBefore));
    }
}
