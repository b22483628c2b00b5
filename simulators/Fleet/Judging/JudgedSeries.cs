using SmartSectors.Fleet.Trouble;
using SmartSectors.Telemetry.Quality;
using SmartSectors.Telemetry.Readings;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Fleet.Judging;

/// <summary>One series in event-time order with its flags, against what had been injected into it.</summary>
internal sealed class JudgedSeries
{
    private readonly Indicator _indicator;
    private readonly QualitySample[] _readings;
    private readonly QualityFlags[] _flags;
    private readonly IReadOnlyList<InjectedTrouble> _injected;

    /// <param name="readings">In any order, without two at the same time.</param>
    /// <param name="injected">Of this series, and of its device.</param>
    public JudgedSeries(QualityControl control, Indicator indicator, IEnumerable<QualitySample> readings, IReadOnlyList<InjectedTrouble> injected)
    {
        _indicator = indicator;
        _readings = [.. readings.OrderBy(reading => reading.TimeMs)];
        _flags = new QualityFlags[_readings.Length];
        _injected = injected;
        control.Evaluate(_readings, isFromStart: true, _flags, out _);
    }

    /// <summary>The scores of the tests that the indicator has.</summary>
    public IEnumerable<TestScore> Scores()
    {
        var rules = _indicator.Quality;
        yield return Readings(QualityTest.GrossRange, FaultKind.Range);
        if (rules.Spike is not null) yield return Readings(QualityTest.Spike, FaultKind.Spike);
        if (rules.FlatLine is { } flat) yield return Stuck((long)flat.Suspect.TotalMilliseconds);
        if (rules.TimeGap?.Suspect is { } gap) yield return Silences((long)gap.TotalMilliseconds);
    }

    /// <summary>For each span of a kind, the tests that found something in it, or at the reading after it.</summary>
    public IEnumerable<IReadOnlyList<QualityTest>> Findings(FaultKind kind) => Spans(kind).Select(span =>
    {
        var (first, end) = (FirstFrom(span.FromMs), Math.Min(FirstFrom(span.ToMs + 1) + 1, _readings.Length));
        return (IReadOnlyList<QualityTest>)[.. QualityTestNames.All.Where(test => Enumerable.Range(first, end - first).Any(i => IsFlagged(i, test)))];
    });

    /// <summary>Reading by reading.</summary>
    private TestScore Readings(QualityTest test, FaultKind kind)
    {
        var affected = new HashSet<int>();
        foreach (var fault in Spans(kind))
        {
            for (var i = FirstFrom(fault.FromMs); i < _readings.Length && _readings[i].TimeMs <= fault.ToMs; i++) affected.Add(i);
        }

        var flagged = Enumerable.Range(0, _readings.Length).Where(i => IsFlagged(i, test)).ToList();
        var found = flagged.Count(affected.Contains);
        return new TestScore(test, found, flagged.Count - found, affected.Count - found, 0);
    }

    /// <summary>Span by span; successive flagged readings that no stuck span touches are one false alarm.</summary>
    private TestScore Stuck(long promisedMs)
    {
        var spans = Spans(FaultKind.Stuck).ToList();
        var alarms = Alarms(QualityTest.FlatLine).ToList();
        var promised = spans.Where(span => span.ToMs - span.FromMs >= promisedMs).ToList();
        var found = promised.Count(span => alarms.Exists(alarm => Touches(alarm, span)));
        var falseAlarms = alarms.Count(alarm => !spans.Exists(span => Touches(alarm, span)));
        return new TestScore(QualityTest.FlatLine, found, falseAlarms, promised.Count - found, spans.Count - promised.Count);
    }

    /// <summary>Span by span, at the first reading after it; a silence at the series' start or end is none that could be seen.</summary>
    private TestScore Silences(long promisedMs)
    {
        var score = new TestScore(QualityTest.TimeGap, 0, 0, 0, 0);
        var ends = new HashSet<int>();
        foreach (var silence in Spans(FaultKind.Silence))
        {
            var after = FirstFrom(silence.ToMs);
            if (after == 0 || after == _readings.Length || !ends.Add(after)) continue;
            if (IsFlagged(after, QualityTest.TimeGap)) score = score with { Found = score.Found + 1 };
            else if (_readings[after].TimeMs - _readings[after - 1].TimeMs <= promisedMs) score = score with { Short = score.Short + 1 };
            else score = score with { Missed = score.Missed + 1 };
        }

        var falseAlarms = Enumerable.Range(0, _readings.Length).Count(i => IsFlagged(i, QualityTest.TimeGap) && !ends.Contains(i));
        return score with { False = falseAlarms };
    }

    private IEnumerable<(long FromMs, long ToMs)> Alarms(QualityTest test)
    {
        for (var i = 0; i < _readings.Length; i++)
        {
            if (!IsFlagged(i, test)) continue;
            var from = _readings[i].TimeMs;
            while (i + 1 < _readings.Length && IsFlagged(i + 1, test)) i++;
            yield return (from, _readings[i].TimeMs);
        }
    }

    private IEnumerable<InjectedTrouble> Spans(FaultKind kind) =>
        _injected.Where(trouble => trouble.Kind == FaultFacts.Of(kind).Name && (trouble.Indicator is null || trouble.Indicator == _indicator.Code));

    private bool IsFlagged(int reading, QualityTest test) => _flags[reading][test] is ReadingFlag.Suspect or ReadingFlag.Fail;

    /// <summary>The index of the first reading at a time or later; the length where there is none.</summary>
    private int FirstFrom(long timeMs)
    {
        var (low, high) = (0, _readings.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_readings[middle].TimeMs < timeMs) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    private static bool Touches((long FromMs, long ToMs) alarm, InjectedTrouble span) => alarm.FromMs <= span.ToMs && alarm.ToMs >= span.FromMs;
}
