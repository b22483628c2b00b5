using System.Runtime.InteropServices;
using SmartSectors.Grains.Devices;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Quality;
using SmartSectors.Telemetry.Quality.Criteria;
using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Grains.Partitions;

/// <summary>
/// The readings of one series around late ones, as far as anything reaches that depends on them (flags, holds, slots), and
/// what becomes of it when the late ones are inserted and all of it is judged anew.
/// </summary>
/// <param name="settledBefore">Of a series, by its durable number: what was measured before counts as if it were not there.</param>
internal sealed partial class SeriesHistory(int partition, ICommittedReadings store, Func<int, long> settledBefore)
{
    // Judged with its neighbours it gets its flag.
    private const ReadingFlag Unjudged = default;

    private readonly List<StoredReading> _readings = [];
    private readonly List<bool> _isAccepted = [];
    private readonly List<(int At, ReadingFlag? Before)> _changes = [];

    // What the series of the late batch, by their durable numbers, have stored since the last commit.
    private readonly Dictionary<int, List<StoredReading>> _uncommitted = [];

    // Those that their device's condition excludes from now on, or no longer.
    private readonly HashSet<long> _toTurn = [];
    private int _firstToTurn = -1;

    private QualitySample[] _samples = new QualitySample[256];
    private QualityFlags[] _flags = new QualityFlags[256];
    private WindowStart _start;
    private StoredReading? _acceptedBefore;
    private long _lastMs;
    private long _newestMs;

    public StoredReading this[int at] => _readings[at];

    /// <summary>Something was inserted since it was loaded.</summary>
    public bool HasNew { get; private set; }

    /// <summary>It reaches to the newest reading of the series.</summary>
    public bool IsToEnd { get; private set; }

    /// <summary>The readings that are new or flagged anew, with the flag that they had, in time order.</summary>
    public IReadOnlyList<(int At, ReadingFlag? Before)> Changes => _changes;

    /// <summary>Takes what some series have stored since the last commit.</summary>
    public void Index(PartitionCommit commit, IEnumerable<int> numbers)
    {
        _uncommitted.Clear();
        foreach (var number in numbers) _uncommitted.TryAdd(number, []);
        for (var i = 0; i < commit.ReadingCount; i++)
        {
            if (_uncommitted.TryGetValue(commit.Series[i], out var readings)) readings.Add(commit.ReadingAt(i));
        }
    }

    /// <summary>A reading was stored; later groups of its series are its neighbours.</summary>
    public void Remember(int number, in StoredReading reading)
    {
        if (_uncommitted.TryGetValue(number, out var readings)) readings.Add(reading);
    }

    /// <summary>The value stored at a moment, or null.</summary>
    public double? Find(long timeMs) => PlaceOf(timeMs) is >= 0 and var at ? _readings[at].Value : null;

    public bool AnyIn(long fromMs, long toMs)
    {
        var at = PlaceOf(fromMs);
        return at >= 0 || (~at < _readings.Count && _readings[~at].TimeMs < toMs);
    }

    /// <summary>Inserts a reading; there must be none at its moment.</summary>
    /// <param name="receipt">What was judged at its receipt.</param>
    public void Insert(long timeMs, double value, QualityFlags receipt)
    {
        _readings.Insert(~PlaceOf(timeMs), new StoredReading(timeMs, value, Unjudged, receipt.Findings));
        HasNew = true;
    }

    /// <summary>Says which of the readings within [first, last] their device's condition excludes.</summary>
    public void SetConditions(long firstMs, long lastMs, Func<long, bool> excludes)
    {
        for (var i = 0; i < _readings.Count; i++)
        {
            var reading = _readings[i];
            if (reading.TimeMs < firstMs || reading.TimeMs > lastMs || excludes(reading.TimeMs) == IsExcluded(reading)) continue;
            if (_firstToTurn < 0) _firstToTurn = i;
            _toTurn.Add(reading.TimeMs);
        }
    }

    private static bool IsExcluded(in StoredReading reading) => reading.Findings[QualityTest.DeviceCondition] == ReadingFlag.Fail;

    /// <summary>
    /// Judges all of it, and gives the series' state after its newest reading, and at how many of the newest it was calm;
    /// right when it reaches to the end.
    /// </summary>
    public (QualityState State, int Calm) Judge(IndicatorRules rules)
    {
        var right = Evaluate(rules, out var state, out var calm);
        _changes.Clear();
        _isAccepted.Clear();
        var firstNew = _firstToTurn >= 0 ? _firstToTurn : _readings.FindIndex(reading => reading.Flag == Unjudged);
        // A reading that cannot have changed may be the last of the history, judged without the one after it.
        var end = IsToEnd ? _readings.Count : EndOfReach(rules) ?? _readings.Count;
        for (var i = 0; i < _readings.Count; i++)
        {
            var known = _readings[i];
            _isAccepted.Add(known.Flag is not (Unjudged or ReadingFlag.Fail));
            if (known.Flag != Unjudged && (i < Math.Max(right, firstNew - 1) || i >= end || known.Findings == _flags[i].Findings)) continue;
            _changes.Add((i, known.Flag == Unjudged ? null : known.Flag));
            _readings[i] = known with { Flag = _flags[i].Aggregate, Findings = _flags[i].Findings };
        }

        return (state, calm);
    }

    /// <summary>The flags of a reading that was judged.</summary>
    public QualityFlags FlagsAt(int at) => _flags[at];

    /// <summary>The nearest accepted reading before one; null where there is none.</summary>
    public StoredReading? AcceptedBefore(int at)
    {
        var left = at == 0 ? -1 : _isAccepted.FindLastIndex(at - 1, isAccepted => isAccepted);
        return left < 0 ? _acceptedBefore : _readings[left];
    }

    /// <summary>The nearest accepted reading after one; null where there is none, or none loaded.</summary>
    public StoredReading? AcceptedAfter(int at)
    {
        var right = _isAccepted.FindIndex(at + 1, isAccepted => isAccepted);
        return right < 0 ? null : _readings[right];
    }

    /// <summary>When the nearest accepted reading before one was that had at least a value; null where none is within a span.</summary>
    public long? AcceptedBefore(int at, double least, long spanMs)
    {
        var fromMs = _readings[at].TimeMs - spanMs;
        for (var left = at - 1; left >= 0 && _readings[left].TimeMs > fromMs; left--)
        {
            if (_isAccepted[left] && _readings[left].Value >= least) return _readings[left].TimeMs;
        }

        return _acceptedBefore is { } before && before.TimeMs > fromMs && before.Value >= least ? before.TimeMs : null;
    }

    /// <summary>The same of those after it.</summary>
    public long? AcceptedAfter(int at, double least, long spanMs)
    {
        var untilMs = _readings[at].TimeMs + spanMs;
        for (var right = at + 1; right < _readings.Count && _readings[right].TimeMs < untilMs; right++)
        {
            if (_isAccepted[right] && _readings[right].Value >= least) return _readings[right].TimeMs;
        }

        return null;
    }

    /// <summary>The accepted readings of [from, to), as they were and as they are; to be asked before <see cref="Accept"/>.</summary>
    public (List<StoredReading> Before, List<StoredReading> Now) AcceptedIn(long fromMs, long toMs)
    {
        var (before, now) = (new List<StoredReading>(), new List<StoredReading>());
        for (var i = PlaceOf(fromMs) is >= 0 and var at ? at : ~PlaceOf(fromMs); i < _readings.Count && _readings[i].TimeMs < toMs; i++)
        {
            if (_isAccepted[i]) before.Add(_readings[i]);
            if (_readings[i].Flag != ReadingFlag.Fail) now.Add(_readings[i]);
        }

        return (before, now);
    }

    /// <summary>What "đúng" counted in [from, to) before the changes.</summary>
    public JudgedCount JudgedIn(long fromMs, long toMs)
    {
        var judged = default(JudgedCount);
        for (var i = PlaceOf(fromMs) is >= 0 and var at ? at : ~PlaceOf(fromMs); i < _readings.Count && _readings[i].TimeMs < toMs; i++)
            judged.Add(_readings[i].Flag);
        foreach (var (at, before) in _changes)
        {
            if (_readings[at].TimeMs < fromMs || _readings[at].TimeMs >= toMs) continue;
            judged.Remove(_readings[at].Flag);
            if (before is { } was) judged.Add(was);
        }

        return judged;
    }

    public void Accept(int at, bool isAccepted) => _isAccepted[at] = isAccepted;

    // Flags change up to the span after the successor of the last late reading, which is included; the reading after
    // those is needed to judge the last of them. Null when it is not loaded.
    private int? EndOfReach(IndicatorRules rules)
    {
        var successor = _readings.FindIndex(reading => reading.TimeMs > _lastMs);
        if (successor < 0 || successor + 1 >= _readings.Count) return null;
        var until = _readings[successor].TimeMs + rules.Quality.Neighbourhood.SpanMs;
        var end = _readings.FindIndex(successor + 1, reading => reading.TimeMs >= until);
        return end < 0 ? null : end;
    }

    private int Evaluate(IndicatorRules rules, out QualityState state, out int calm) =>
        rules.Quality.Evaluate(SampleAll(rules), _start, _flags, out state, out calm);

    private ReadOnlySpan<QualitySample> SampleAll(IndicatorRules rules)
    {
        var count = _readings.Count;
        if (_samples.Length < count)
        {
            Array.Resize(ref _samples, count * 2);
            Array.Resize(ref _flags, count * 2);
        }

        for (var i = 0; i < count; i++) _samples[i] = rules.Sample(_toTurn.Contains(_readings[i].TimeMs) ? Turned(_readings[i]) : _readings[i]);
        return _samples.AsSpan(0, count);
    }

    private static StoredReading Turned(in StoredReading reading) => reading with
    {
        Findings = reading.Findings.With(QualityTest.DeviceCondition, IsExcluded(reading) ? ReadingFlag.Unevaluated : ReadingFlag.Fail),
    };

    private int PlaceOf(long timeMs) => CollectionsMarshal.AsSpan(_readings).BinarySearch(new AtTime(timeMs));

    private readonly struct AtTime(long timeMs) : IComparable<StoredReading>
    {
        public int CompareTo(StoredReading other) => timeMs.CompareTo(other.TimeMs);
    }
}
