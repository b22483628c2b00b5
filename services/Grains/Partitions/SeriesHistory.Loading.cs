using SmartSectors.Grains.Devices;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Quality;
using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Grains.Partitions;

// From where the readings come: from the series' ring if that is enough, else from the store, and no more than it takes.
internal sealed partial class SeriesHistory
{
    // A look that found too little is followed by one so many times as far.
    private const int Further = 4;

    // Whatever is further back is read at once: a series whose runs, or silence, went on for so long has little there.
    private static readonly long s_longestReachMs = 4 * (long)SeriesState.LongestHorizon.TotalMilliseconds;

    private readonly List<StoredReading> _older = [];

    /// <summary>
    /// Loads the ring of a series, if that is enough to judge one late reading: what is before it, and so what it changes,
    /// is in the ring, and the runs there can be told from the state after the newest.
    /// </summary>
    /// <param name="firstChangedMs">The first reading that may be flagged anew.</param>
    public bool TryLoadRing(in SeriesState series, IndicatorRules rules, long lateMs, double lateValue, out long firstChangedMs)
    {
        firstChangedMs = 0;
        var place = 0;
        while (place < series.Count && series[place].TimeMs < lateMs) place++;

        // Its predecessor may be a spike now, or no longer, by the reading before that.
        if (place < 2 || series.Quality.IsEmpty) return false;

        _readings.Clear();
        for (var rank = 0; rank < series.Count; rank++)
        {
            if (series.HasFindings(rank)) return false;
            var (timeMs, value, flag) = series[rank];
            _readings.Add(new StoredReading(timeMs, value, flag));
        }

        _start = rules.Quality.StartOf(SampleAll(rules), series.Quality, series.IsCalm);
        if (Evaluate(rules, out var state, out _) >= place || state != series.Quality) return false;
        for (var i = place - 1; i < _readings.Count; i++)
        {
            // A ring from before the tests were made has other flags.
            if (_readings[i].Flag != _flags[i].Aggregate) return false;
            _readings[i] = _readings[i] with { Findings = _flags[i].Findings };
        }

        // The late one may link what was not, and then it may matter for how long runs had lasted.
        _readings.Insert(place, new StoredReading(lateMs, lateValue, Unjudged));
        var isKnown = Evaluate(rules, out _, out _) < place;
        _readings.RemoveAt(place);
        if (!isKnown) return false;

        Begin();
        IsToEnd = true;
        _lastMs = lateMs;
        _newestMs = series.NewestMs;
        _acceptedBefore = series.DroppedTimeMs == long.MinValue
            ? null
            : new StoredReading(series.DroppedTimeMs, series.DroppedValue, ReadingFlag.Unevaluated);
        firstChangedMs = _readings[place - 1].TimeMs;
        return true;
    }

    /// <summary>Loads a series around its late readings from the store.</summary>
    public void Load(in SeriesState series, IndicatorRules rules, long firstMs, long lastMs)
    {
        Begin();
        _lastMs = lastMs;
        _newestMs = series.NewestMs;
        _acceptedBefore = null;
        LoadBefore(series.Number, rules, firstMs);
        LoadFrom(series.Number, rules, firstMs);
    }

    /// <summary>Any reading of a series within [first, last] is other than what its device's condition says of it.</summary>
    public bool AnyToTurn(int number, long firstMs, long lastMs, Func<long, bool> excludes)
    {
        _older.Clear();
        Read(number, firstMs, lastMs + 1, _older);
        return _older.Exists(reading => excludes(reading.TimeMs) != IsExcluded(reading));
    }

    private void Begin()
    {
        HasNew = false;
        _toTurn.Clear();
        _firstToTurn = -1;
    }

    /// <summary>The newest accepted reading before a moment, however old.</summary>
    public StoredReading? FindAcceptedBefore(in SeriesState series, long timeMs)
    {
        var found = _readings.FindLastIndex(reading => reading.TimeMs < timeMs && reading.Flag != ReadingFlag.Fail);
        if (found >= 0) return _readings[found];

        foreach (var (from, to) in StepsBack(timeMs, WindowCalendar.DayMs))
        {
            _older.Clear();
            Read(series.Number, from, to, _older);
            found = _older.FindLastIndex(reading => reading.Flag != ReadingFlag.Fail);
            if (found >= 0) return _older[found];
        }

        return null;
    }

    // As little as tells the flags of the newest before the late ones: runs break soon, mostly, and the oldest run that
    // makes a difference is told within the tests' span. A series that was silent before it has no run from before.
    private void LoadBefore(int number, IndicatorRules rules, long firstMs)
    {
        _readings.Clear();
        foreach (var (from, to) in StepsBack(firstMs, ReachOf(rules)))
        {
            _older.Clear();
            Read(number, from, to, _older);
            _readings.InsertRange(0, _older);
            if (from == long.MinValue) _start = WindowStart.OfSeries;
            else if (TellsFlags(rules, from, firstMs) && HasPredecessors(rules, from)) return;
        }
    }

    private bool TellsFlags(IndicatorRules rules, long fromMs, long firstMs)
    {
        if (_readings.Count == 0) return false;
        var linkMs = rules.Quality.LinkMs;
        _start = _readings[0].TimeMs - fromMs > linkMs ? WindowStart.AfterSilence : WindowStart.Anywhere;

        // A predecessor too long ago to be linked to anything later keeps its flags, and gives none.
        return _start == WindowStart.AfterSilence || firstMs - _readings[^1].TimeMs > linkMs || Evaluate(rules, out _, out _) < _readings.Count;
    }

    // One after the other, each ending where the one before it began.
    private static IEnumerable<(long FromMs, long ToMs)> StepsBack(long beforeMs, long firstReachMs)
    {
        var toMs = beforeMs;
        for (var reach = firstReachMs; reach < s_longestReachMs; reach *= Further)
        {
            yield return (beforeMs - reach, toMs);
            toMs = beforeMs - reach;
        }

        yield return (long.MinValue, toMs);
    }

    // A counter's increment is since the accepted reading before, however long ago, and a trip goes on within its gap; the
    // newest here may be flagged anew.
    private bool HasPredecessors(IndicatorRules rules, long fromMs) =>
        (rules.OwnState != OwnState.Counter || _readings.Count(reading => reading.Flag != ReadingFlag.Fail) > 1)
        && (rules.Travel is not { } travel || _readings[^1].TimeMs - travel.TripGapMs >= fromMs);

    private void LoadFrom(int number, IndicatorRules rules, long firstMs)
    {
        var from = firstMs;
        var reach = ReachOf(rules);
        while (true)
        {
            var to = _lastMs + reach;
            Read(number, from, to, _readings);
            IsToEnd = to > _newestMs;
            if (IsToEnd || (EndOfReach(rules) is { } end && HasSuccessors(rules, end, to))) return;
            from = to;
            reach *= Further;
        }
    }

    // The whole quarter-hour of the last that may change is counted for the criteria; a slot is as long at least.
    private bool HasSuccessors(IndicatorRules rules, int end, long toMs) =>
        toMs >= _readings[end - 1].TimeMs + Math.Max(Math.Max(rules.HoldMs, rules.DeviceSlotMs), rules.Travel?.TripGapMs ?? 0)
        && (rules.OwnState != OwnState.Counter || _readings.FindIndex(end, reading => reading.Flag != ReadingFlag.Fail) >= 0);

    // The one before the late ones may be flagged anew, and the one whose hold it ended holds on: two holds, and slots.
    private static long ReachOf(IndicatorRules rules) => Math.Max(2 * rules.HoldMs, 3 * WindowCalendar.HourMs);
}
