using System.Runtime.InteropServices;
using SmartSectors.Grains.Partitions;
using SmartSectors.Storage.Retention;
using SmartSectors.Storage.Sqlite;
using SmartSectors.Telemetry.Binary;
using SmartSectors.Telemetry.Cells;

namespace SmartSectors.Storage.Readings;

/// <summary>Reads series from a partition's database: of readings of one moment the newest segment's counts, and the <see cref="ChunkTable"/>'s where no segment has one.</summary>
/// <param name="anchors">Read as well, for those who count on from them; null for questions.</param>
internal sealed class SeriesReader(Database database, Anchors? anchors = null)
{
    private readonly ChunkTable _chunks = new(database);
    private readonly ChunkCodec _codec = new();
    private readonly List<StoredReading> _day = [];
    private readonly Statement _segments = database.Prepare(
        $"SELECT bytes, {RowSum.Of(database, "segments")}, id FROM segments WHERE last_ms >= ?1 AND first_ms < ?2 ORDER BY id");

    private readonly Statement _ends = database.Prepare("SELECT min(first_ms), max(last_ms) FROM segments");

    /// <summary>
    /// The readings with from ≤ time &lt; to, in time order, of which a local day's are in memory. One walk at a time: the
    /// next one uses its room.
    /// </summary>
    public IEnumerable<StoredReading> Walk(int series, long fromMs, long toMs)
    {
        if (Days() is not { } days) yield break;
        fromMs = Math.Max(fromMs, days.FromMs);
        toMs = Math.Min(toMs, days.ToMs);
        while (fromMs < toMs)
        {
            var endMs = Math.Min(toMs, WindowCalendar.LocalMidnight(fromMs) + WindowCalendar.DayMs);
            _day.Clear();
            Read(series, fromMs, endMs, _day);
            foreach (var reading in _day) yield return reading;
            fromMs = endMs;
        }
    }

    /// <summary>About how many those are: of whole days, and those in chunks only.</summary>
    public long CountAbout(int series, long fromMs, long toMs) => _chunks.Count(series, fromMs, toMs);

    private (long FromMs, long ToMs)? Days()
    {
        var days = _chunks.Days();
        _ends.Step();
        (long FromMs, long ToMs)? segments = _ends.IsNull(0) ? null : (_ends.Long(0), _ends.Long(1) + 1);
        _ends.Reset();
        return days is { } chunks && segments is { } others ? (Math.Min(chunks.FromMs, others.FromMs), Math.Max(chunks.ToMs, others.ToMs)) : days ?? segments;
    }

    /// <summary>Appends the readings with from ≤ time &lt; to, in time order.</summary>
    public void Read(int series, long fromMs, long toMs, List<StoredReading> into)
    {
        var begin = into.Count;
        anchors?.Read(series, fromMs, toMs, into);
        _chunks.Read(series, fromMs, toMs, into);
        _segments.Bind(1, fromMs).Bind(2, toMs);
        while (_segments.Step()) OpenSegment().Read(series, _codec, into);
        Settle(into, begin, fromMs, toMs);
    }

    /// <summary>The same of several series, in one walk over the segments.</summary>
    public void Read(IReadOnlySet<int> series, long fromMs, long toMs, Dictionary<int, List<StoredReading>> into)
    {
        foreach (var number in series.Order())
        {
            var readings = new List<StoredReading>();
            anchors?.Read(number, fromMs, toMs, readings);
            _chunks.Read(number, fromMs, toMs, readings);
            if (readings.Count > 0) into.Add(number, readings);
        }

        _segments.Bind(1, fromMs).Bind(2, toMs);
        while (_segments.Step())
        {
            var entries = OpenSegment().Entries();
            while (entries.MoveNext())
            {
                if (!series.Contains(entries.Series)) continue;
                if (!into.TryGetValue(entries.Series, out var readings)) into.Add(entries.Series, readings = []);
                var reader = new ByteReader(entries.Chunk);
                _codec.Read(ref reader, readings);
            }
        }

        foreach (var (number, readings) in into)
        {
            Settle(readings, 0, fromMs, toMs);
            if (readings.Count == 0) into.Remove(number);
        }
    }

    private Segment OpenSegment() => Segment.Open(_segments.Verified(0, 1, _segments.Long(2)));

    private static void Settle(List<StoredReading> readings, int begin, long fromMs, long toMs)
    {
        var kept = begin;
        foreach (ref readonly var reading in CollectionsMarshal.AsSpan(readings)[begin..])
        {
            if (reading.TimeMs >= fromMs && reading.TimeMs < toMs) readings[kept++] = reading;
        }

        CollectionsMarshal.SetCount(readings, kept);
        CollectionsMarshal.SetCount(readings, begin + NewestWins.Collapse(CollectionsMarshal.AsSpan(readings)[begin..]));
    }
}
