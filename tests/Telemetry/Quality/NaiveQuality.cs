using SmartSectors.Telemetry.Quality;
using SmartSectors.Telemetry.Readings;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Telemetry.Tests.Quality;

/// <summary>The tests as their definitions read, on the whole sorted series, with no state and no window.</summary>
internal sealed class NaiveQuality(Indicator indicator, IReadOnlyList<QualitySample> series)
{
    private readonly QualityRules _rules = indicator.Quality;
    private readonly double _reachMs = indicator.Period > TimeSpan.Zero ? 3 * indicator.Period.TotalMilliseconds : 7_200_000;

    public QualityFlags[] All() => [.. Enumerable.Range(0, series.Count).Select(Flags)];

    private QualityFlags Flags(int n) =>
        (series[n].Own & ReceiptTests.Mask)
            .With(QualityTest.GrossRange, SmartSectors.Telemetry.Readings.GrossRange.Flag(indicator, series[n].Value))
            .With(QualityTest.Climatology, Climatology(n))
            .With(QualityTest.TimeGap, n == 0 ? ReadingFlag.Unevaluated : Over(Elapsed(n), _rules.TimeGap is null ? null : (_rules.TimeGap.Suspect?.TotalMilliseconds, _rules.TimeGap.Fail?.TotalMilliseconds)))
            .With(QualityTest.Spike, IsLinked(n) && IsLinked(n + 1) ? Over(SpikeOf(n), _rules.Spike is null ? null : (_rules.Spike.Suspect, _rules.Spike.Fail)) : ReadingFlag.Unevaluated)
            .With(QualityTest.RateOfChange, IsLinked(n) ? Over(Math.Abs(Value(n) - Value(n - 1)) * 3_600_000 / Math.Max(Elapsed(n), indicator.Period.TotalMilliseconds), _rules.RateOfChange is null ? null : (_rules.RateOfChange.SuspectPerHour, _rules.RateOfChange.FailPerHour)) : ReadingFlag.Unevaluated)
            .With(QualityTest.FlatLine, FlatLine(n))
            .With(QualityTest.AttenuatedSignal, Attenuated(n));

    private ReadingFlag FlatLine(int n)
    {
        if (_rules.FlatLine is not { } rule || !IsLinked(n)) return ReadingFlag.Unevaluated;
        var age = Run(n, rule.Tolerance);
        return age >= rule.Fail?.TotalMilliseconds ? ReadingFlag.Fail
            : age >= rule.Suspect.TotalMilliseconds ? ReadingFlag.Suspect
            : ReadingFlag.Pass;
    }

    private ReadingFlag Attenuated(int n)
    {
        if (_rules.AttenuatedSignal is not { } rule || !IsLinked(n)) return ReadingFlag.Unevaluated;
        return rule.FailRange is { } fail && Run(n, fail) >= rule.Over.TotalMilliseconds ? ReadingFlag.Fail
            : Run(n, rule.SuspectRange) >= rule.Over.TotalMilliseconds ? ReadingFlag.Suspect
            : ReadingFlag.Pass;
    }

    // The longest end of linked readings whose values lie in two adjacent steps of half the tolerance.
    private long Run(int n, double tolerance)
    {
        var longest = 0L;
        var step = Math.Floor(Value(n) * (2 / tolerance));
        foreach (var other in (double[])[step - 1, step + 1])
        {
            var first = n;
            while (IsLinked(first) && Math.Floor(Value(first - 1) * (2 / tolerance)) is var below && (below == step || below == other)) first--;
            longest = Math.Max(longest, series[n].TimeMs - series[first].TimeMs);
        }

        return longest;
    }

    private ReadingFlag Climatology(int n)
    {
        var month = DateTimeOffset.FromUnixTimeMilliseconds(series[n].TimeMs).ToOffset(TimeSpan.FromHours(7)).Month;
        return _rules.Climatology?.Seasons.FirstOrDefault(season => season.Contains(month)) is not { } season ? ReadingFlag.Unevaluated
            : season.Span.Contains(Value(n)) ? ReadingFlag.Pass
            : ReadingFlag.Suspect;
    }

    private double SpikeOf(int n)
    {
        var (before, after) = (Value(n) - Value(n - 1), Value(n) - Value(n + 1));
        return _rules.Spike?.Method is not SpikeMethod.Differential ? Math.Abs(Value(n) - ((Value(n + 1) + Value(n - 1)) / 2))
            : Math.Sign(before) == Math.Sign(after) ? Math.Min(Math.Abs(before), Math.Abs(after)) : 0;
    }

    private bool IsLinked(int n) => n > 0 && n < series.Count && IsUsable(n) && IsUsable(n - 1) && Elapsed(n) <= _reachMs;

    private bool IsUsable(int n) =>
        indicator.FailSpan.Contains(Value(n)) && series[n].Own[QualityTest.DeviceCondition] != ReadingFlag.Fail;

    private double Value(int n) => series[n].Value;

    private long Elapsed(int n) => series[n].TimeMs - series[n - 1].TimeMs;

    private static ReadingFlag Over(double measure, (double? Suspect, double? Fail)? limits) =>
        limits is not { } over ? ReadingFlag.Unevaluated
        : measure > over.Fail ? ReadingFlag.Fail
        : measure > over.Suspect ? ReadingFlag.Suspect
        : ReadingFlag.Pass;
}
