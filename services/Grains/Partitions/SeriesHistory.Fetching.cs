using System.Runtime.InteropServices;
using SmartSectors.Telemetry.Cells;

namespace SmartSectors.Grains.Partitions;

// A segment has readings of all series, and a late batch readings of many: what most of them will need is read at once.
internal sealed partial class SeriesHistory
{
    // 32 bytes each.
    private const long MostFetched = 512 * 1024;

    // What is measured at events may come as often.
    private const long LeastPeriodMs = 1_000;

    private readonly HashSet<int> _toFetch = [];
    private readonly Dictionary<int, List<StoredReading>> _fetched = [];
    private long _fetchedFromMs;
    private long _fetchedToMs;
    private long _leastPeriodMs;

    /// <summary>Begins to say of which series the neighbours of late readings are read in one walk over the segments.</summary>
    public void BeginFetch()
    {
        _toFetch.Clear();
        _fetched.Clear();
        (_fetchedFromMs, _fetchedToMs, _leastPeriodMs) = (long.MaxValue, long.MinValue, long.MaxValue);
    }

    /// <summary>Adds a series; false when that might be more than memory should hold at once. The first is always taken.</summary>
    public bool TryAddToFetch(int number, IndicatorRules rules, long firstMs, long lastMs)
    {
        var reach = ReachOf(rules);
        var fromMs = Math.Min(_fetchedFromMs, firstMs - reach);
        var toMs = Math.Max(_fetchedToMs, lastMs + reach);
        var periodMs = Math.Min(_leastPeriodMs, Math.Max(rules.PeriodMs, LeastPeriodMs));
        if (_toFetch.Count > 0 && (toMs - fromMs) / periodMs * (_toFetch.Count + 1) > MostFetched) return false;

        (_fetchedFromMs, _fetchedToMs, _leastPeriodMs) = (fromMs, toMs, periodMs);
        return _toFetch.Add(number);
    }

    public void Fetch() => store.ReadSeries(partition, _toFetch, _fetchedFromMs, _fetchedToMs, _fetched);

    /// <summary>The late batch is decided: what was read for it is not up to date any more.</summary>
    public void Forget()
    {
        BeginFetch();
        _uncommitted.Clear();
    }

    private void Read(int number, long fromMs, long toMs, List<StoredReading> into)
    {
        var begin = into.Count;
        fromMs = Math.Max(fromMs, settledBefore(number));
        if (fromMs >= toMs) return;
        if (_toFetch.Contains(number))
        {
            if (fromMs < _fetchedFromMs) store.ReadSeries(partition, number, fromMs, Math.Min(toMs, _fetchedFromMs), into);
            if (_fetched.TryGetValue(number, out var fetched)) into.AddRange(Within(fetched, fromMs, toMs));
            if (toMs > _fetchedToMs) store.ReadSeries(partition, number, Math.Max(fromMs, _fetchedToMs), toMs, into);
        }
        else
        {
            store.ReadSeries(partition, number, fromMs, toMs, into);
        }

        if (_uncommitted.TryGetValue(number, out var uncommitted))
            into.AddRange(uncommitted.Where(reading => reading.TimeMs >= fromMs && reading.TimeMs < toMs));
        CollectionsMarshal.SetCount(into, begin + NewestWins.Collapse(CollectionsMarshal.AsSpan(into)[begin..]));
    }

    private static ReadOnlySpan<StoredReading> Within(List<StoredReading> readings, long fromMs, long toMs)
    {
        var all = CollectionsMarshal.AsSpan(readings);
        var from = all.BinarySearch(new AtTime(fromMs));
        var to = all.BinarySearch(new AtTime(toMs));
        return all[(from < 0 ? ~from : from)..(to < 0 ? ~to : to)];
    }
}
