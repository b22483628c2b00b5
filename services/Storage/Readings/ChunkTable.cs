using System.Runtime.InteropServices;
using SmartSectors.Grains.Partitions;
using SmartSectors.Storage.Sqlite;
using SmartSectors.Telemetry.Binary;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Storage.Readings;

/// <summary>
/// What was moved out of the segments: one chunk a series and local day, and of the running day as many parts as were
/// moved apart. Parts of a day do not overlap in time. Everything in it was stored before what is in the segments.
/// </summary>
/// <remarks>
/// The key is (day, series, part), packed: days are appended whole, in the order of the series, so that pages are full;
/// a series of some days is as many lookups, and retention frees neighbours. Beside it stands, for each day, the id of the
/// last segment that any of its readings came from: what a sink that was away for long has to take from here.
/// </remarks>
internal sealed class ChunkTable(Database database)
{
    public const string Schema =
        """
        CREATE TABLE IF NOT EXISTS chunks (key INTEGER PRIMARY KEY, first_ms INTEGER NOT NULL, last_ms INTEGER NOT NULL,
            readings INTEGER NOT NULL, bytes BLOB NOT NULL, crc INTEGER);
        CREATE TABLE IF NOT EXISTS moved_days (day INTEGER PRIMARY KEY, through INTEGER NOT NULL);
        """;

    /// <summary>A running day has so many parts at most; then they become one, which a day of 2¹³ readings does once.</summary>
    private const int MaxParts = 32;

    private const int PartBits = 8;
    private const int SeriesBits = 32;
    private const int LastPart = (1 << PartBits) - 1;

    private readonly ChunkCodec _codec = new();
    private readonly List<StoredReading> _merged = [];
    private ByteWriter _bytes = new(4096);

    private readonly Statement _inRange = database.Prepare(
        $"SELECT bytes, {RowSum.Of(database, "chunks")}, key FROM chunks WHERE key BETWEEN ?1 AND ?2 AND last_ms >= ?3 AND first_ms < ?4 ORDER BY key");
    private readonly Statement _count = database.Prepare("SELECT sum(readings) FROM chunks WHERE key BETWEEN ?1 AND ?2");
    private readonly Statement _parts = database.Prepare(
        $"SELECT bytes, {RowSum.Of(database, "chunks")}, key FROM chunks WHERE key BETWEEN ?1 AND ?2 ORDER BY key");
    private readonly Statement _ends = database.Prepare("SELECT key, last_ms FROM chunks WHERE key BETWEEN ?1 AND ?2 ORDER BY key DESC");
    private readonly Statement _insert = database.Prepare("INSERT INTO chunks VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
    private readonly Statement _delete = database.Prepare("DELETE FROM chunks WHERE key BETWEEN ?1 AND ?2");
    private readonly Statement _oldest = database.Prepare($"SELECT bytes, {RowSum.Of(database, "chunks")}, key FROM chunks WHERE key < ?1 ORDER BY key LIMIT ?2");
    private readonly Statement _deleteThrough = database.Prepare("DELETE FROM chunks WHERE key <= ?1");
    private readonly Statement _firstKey = database.Prepare("SELECT min(key) FROM chunks");
    private readonly Statement _lastKey = database.Prepare("SELECT max(key) FROM chunks");

    /// <summary>The local midnights between which it has readings; null when it has none.</summary>
    public (long FromMs, long ToMs)? Days()
    {
        if (_firstKey.FirstLong() is not { } first || _lastKey.FirstLong() is not { } last) return null;
        return (MidnightOf(DayOfKey(first)), MidnightOf(DayOfKey(last) + 1));
    }

    /// <summary>Appends the chunks of a series that have readings with from ≤ time &lt; to, whole, in time order.</summary>
    public void Read(int series, long fromMs, long toMs, List<StoredReading> into)
    {
        if (Days() is not { } days) return;
        var last = DayOf(Math.Min(toMs, days.ToMs) - 1);
        for (var day = DayOf(Math.Max(fromMs, days.FromMs)); day <= last; day++)
        {
            _inRange.Bind(1, KeyOf(day, series, 0)).Bind(2, KeyOf(day, series, LastPart)).Bind(3, fromMs).Bind(4, toMs);
            while (_inRange.Step()) Decode(_inRange, into);
        }
    }

    /// <summary>How many readings a series has in the days that the range touches.</summary>
    public long Count(int series, long fromMs, long toMs)
    {
        if (Days() is not { } days) return 0;
        var count = 0L;
        var last = DayOf(Math.Min(toMs, days.ToMs) - 1);
        for (var day = DayOf(Math.Max(fromMs, days.FromMs)); day <= last; day++)
            count += _count.Bind(1, KeyOf(day, series, 0)).Bind(2, KeyOf(day, series, LastPart)).FirstLong() ?? 0;
        return count;
    }

    /// <summary>Deletes the oldest chunks; tells how many readings they had.</summary>
    /// <param name="toMs">A local midnight; those of later days stay.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="newest">Told the newest accepted reading of each, older ones of a series first.</param>
    public long DropFirst(long toMs, int limit, Action<int, StoredReading> newest)
    {
        var (lastKey, readings) = (-1L, 0L);
        _oldest.Bind(1, KeyOf(DayOf(toMs), 0, 0)).Bind(2, limit);
        while (_oldest.Step())
        {
            lastKey = _oldest.Long(2);
            _merged.Clear();
            Decode(_oldest, _merged);
            readings += _merged.Count;
            var accepted = _merged.FindLastIndex(reading => reading.Flag != ReadingFlag.Fail);
            if (accepted >= 0) newest(SeriesOfKey(lastKey), _merged[accepted]);
        }

        if (lastKey >= 0) _deleteThrough.Bind(1, lastKey).Run();
        return readings;
    }

    /// <summary>Takes readings over that were stored after all that are there.</summary>
    /// <param name="readings">In time order, one a moment.</param>
    /// <param name="todayMs">The local midnight from which on days are still running.</param>
    /// <param name="days">Gets the days that the readings are of.</param>
    public void Append(int series, Span<StoredReading> readings, long todayMs, HashSet<int> days)
    {
        while (readings.Length > 0)
        {
            var day = DayOf(readings[0].TimeMs);
            var count = 1;
            while (count < readings.Length && DayOf(readings[count].TimeMs) == day) count++;
            AppendDay(day, series, readings[..count], isRunning: MidnightOf(day) >= todayMs);
            days.Add(day);
            readings = readings[count..];
        }
    }

    // Parts that the readings overlap become one with them; all parts, once the day is over or has too many.
    private void AppendDay(int day, int series, Span<StoredReading> readings, bool isRunning)
    {
        var part = isRunning ? PartFor(day, series, readings[0].TimeMs) : 0;
        TakeOut(KeyOf(day, series, part), KeyOf(day, series, LastPart));
        if (_merged.Count > 0)
        {
            _merged.AddRange(readings);
            readings = CollectionsMarshal.AsSpan(_merged);
            readings = readings[..NewestWins.Collapse(readings)];
        }

        Insert(KeyOf(day, series, part), readings);
    }

    // After the last part that ended before a moment.
    private int PartFor(int day, int series, long firstMs)
    {
        _ends.Bind(1, KeyOf(day, series, 0)).Bind(2, KeyOf(day, series, LastPart));
        var part = 0;
        while (_ends.Step())
        {
            var known = PartOfKey(_ends.Long(0));
            if (known + 1 >= MaxParts) break;
            if (_ends.Long(1) >= firstMs) continue;
            part = known + 1;
            break;
        }

        _ends.Reset();
        return part;
    }

    private void TakeOut(long firstKey, long lastKey)
    {
        _merged.Clear();
        _parts.Bind(1, firstKey).Bind(2, lastKey);
        while (_parts.Step()) Decode(_parts, _merged);
        if (_merged.Count > 0) _delete.Bind(1, firstKey).Bind(2, lastKey).Run();
    }

    /// <summary>Takes out the readings of a series with from ≤ time &lt; to.</summary>
    public void Erase(int series, long fromMs, long toMs)
    {
        if (Days() is not { } days) return;
        var last = DayOf(Math.Min(toMs, days.ToMs) - 1);
        for (var day = DayOf(Math.Max(fromMs, days.FromMs)); day <= last; day++)
        {
            var keys = new List<long>();
            _ends.Bind(1, KeyOf(day, series, 0)).Bind(2, KeyOf(day, series, LastPart));
            while (_ends.Step()) keys.Add(_ends.Long(0));
            foreach (var key in keys)
            {
                TakeOut(key, key);
                _merged.RemoveAll(reading => reading.TimeMs >= fromMs && reading.TimeMs < toMs);
                if (_merged.Count > 0) Insert(key, CollectionsMarshal.AsSpan(_merged));
            }
        }
    }

    private void Insert(long key, Span<StoredReading> readings)
    {
        _bytes.Reset();
        _codec.Write(ref _bytes, readings);
        _insert.Bind(1, key).Bind(2, readings[0].TimeMs).Bind(3, readings[^1].TimeMs).Bind(4, readings.Length)
            .Bind(5, _bytes.Written).Bind(6, RowSum.Of(_bytes.Written, key)).Run();
    }

    // Of a row of bytes, checksum and key.
    private void Decode(Statement row, List<StoredReading> into)
    {
        var reader = new ByteReader(row.Verified(0, 1, row.Long(2)));
        _codec.Read(ref reader, into);
    }

    private static long KeyOf(int day, int series, int part) => ((((long)day << SeriesBits) | (uint)series) << PartBits) | (uint)part;

    private static int DayOfKey(long key) => (int)(key >> (SeriesBits + PartBits));

    /// <summary>The series that a chunk is of.</summary>
    public static int SeriesOfKey(long key) => (int)(uint)(key >> PartBits);

    private static int PartOfKey(long key) => (int)(key & LastPart);

    /// <summary>The number of the local day that holds a time.</summary>
    public static int DayOf(long timeMs) => (int)((WindowCalendar.LocalMidnight(timeMs) + WindowCalendar.LocalOffsetMs) / WindowCalendar.DayMs);

    /// <summary>When a local day begins.</summary>
    public static long MidnightOf(int day) => (day * WindowCalendar.DayMs) - WindowCalendar.LocalOffsetMs;
}
