using System.Runtime.InteropServices;
using SmartSectors.Grains.Partitions;
using SmartSectors.Storage.Sqlite;
using SmartSectors.Telemetry.Cells;

namespace SmartSectors.Storage.Readings;

/// <summary>
/// Merges segments: so many of one level become one of the next, so that a reading is rewritten once a level and a query
/// opens few of them; the oldest are moved to the <see cref="ChunkTable"/>. Each merge, and each part of a move, is a
/// transaction of its own, between commits. The order of the segments' ids is that of recency, which decides between
/// readings of one moment: a merged segment takes the newest id of those it was made of, none is merged past one that has
/// grown too large to be merged, and only the oldest are moved.
/// </summary>
internal sealed class Compaction(Database database, StorageOptions options, TimeProvider time, SinkHold hold)
{
    private readonly ChunkTable _chunks = new(database);
    private readonly SegmentInputs _inputs = new();
    private readonly Segment.Builder _builder = new();
    private readonly List<StoredReading> _readings = [];
    private readonly Statement _all = database.Prepare("SELECT id, level, readings, last_ms, length(bytes) FROM segments ORDER BY id");
    private readonly Statement _bytes = database.Prepare("SELECT bytes, crc FROM segments WHERE id = ?1");
    private readonly Statement _insert = database.Prepare(
        "INSERT INTO segments (id, level, first_ms, last_ms, readings, bytes, crc) VALUES (?6, ?1, ?2, ?3, ?4, ?5, ?7)");
    private readonly Statement _delete = database.Prepare("DELETE FROM segments WHERE id = ?1");
    private readonly Statement _moved = database.Prepare("INSERT OR REPLACE INTO moved_days VALUES (?1, ?2)");
    private readonly Statement _lastSeries = database.Prepare("SELECT max(idx) FROM series");
    private int _commits;
    private Move? _move;
    private long _movedOnMs = long.MinValue;

    // Of a level so high only what has waited for more than a hundred commits.
    private const int MovedLevel = 2;

    private sealed record Move(IReadOnlyList<long> Ids, long Readings, int SeriesCount)
    {
        /// <summary>Those before are in the table already.</summary>
        public int NextSeries { get; set; }

        /// <summary>The local days of what was moved.</summary>
        public HashSet<int> Days { get; } = [];
    }

    private readonly record struct Row(long Id, int Level, int Readings, long LastMs, long Bytes);

    /// <summary>After a commit: makes merges where a level is crowded, or goes on with a move.</summary>
    public void Step()
    {
        _commits++;
        if (_move is { } move)
        {
            Continue(move);
        }
        else if (_commits % options.CompactionFanOut == 0)
        {
            while (FindCrowded(Segments()) is { } crowded) database.Transact(() => Merge(crowded.Level, crowded.Ids));
            _move = FindMove(Movable(Segments()));
        }
    }

    /// <summary>Readings were erased: what a move holds in memory has them yet, so it begins anew.</summary>
    public void BeginAgain()
    {
        _move = null;
        _inputs.Clear();
    }

    /// <summary>Moves everything that the segments hold to the table.</summary>
    public void MoveAll()
    {
        while (_move is { } begun) Continue(begun);
        _move = MoveOf(Segments());
        while (_move is { } move) Continue(move);
    }

    private List<Row> Segments()
    {
        var rows = new List<Row>();
        while (_all.Step()) rows.Add(new Row(_all.Long(0), _all.Int(1), _all.Int(2), _all.Long(3), _all.Long(4)));
        return rows;
    }

    // A sink takes segments first; only the oldest are moved, so what it lacks holds back what is newer.
    private List<Row> Movable(List<Row> segments)
    {
        var through = hold.SunkThrough;
        return hold.Holds(segments.Where(segment => segment.Id > through).Sum(segment => segment.Bytes))
            ? [.. segments.TakeWhile(segment => segment.Id <= through)]
            : segments;
    }

    // The lowest level that has so many with no large one between them; its oldest ones.
    private (int Level, List<long> Ids)? FindCrowded(List<Row> segments)
    {
        var runs = new Dictionary<int, List<long>>();
        (int Level, List<long> Ids)? crowded = null;
        foreach (var segment in segments)
        {
            if (segment.Readings >= options.CompactedReadings)
            {
                runs.Clear();
                continue;
            }

            if (!runs.TryGetValue(segment.Level, out var ids)) runs.Add(segment.Level, ids = []);
            ids.Add(segment.Id);
            if (ids.Count == options.CompactionFanOut && !(crowded?.Level <= segment.Level)) crowded = (segment.Level, [.. ids]);
        }

        return crowded;
    }

    // The oldest, when they have enough readings a series; once a day all, which ends the day for series that have few.
    private Move? FindMove(List<Row> segments)
    {
        if (segments.Count == 0) return null;
        var todayMs = TodayMs();
        if (_movedOnMs < todayMs)
        {
            var isFirst = _movedOnMs == long.MinValue;
            _movedOnMs = todayMs;
            if (!isFirst || segments[0].LastMs < todayMs) return MoveOf(segments);
        }

        var settled = segments.TakeWhile(segment => segment.Level >= MovedLevel || segment.Readings >= options.CompactedReadings).ToList();
        var enough = Math.Max(options.MovedReadings, options.MovedReadingsPerSeries * ((_lastSeries.FirstLong() ?? 0) + 1));
        return settled.Sum(segment => (long)segment.Readings) >= enough ? MoveOf(settled) : null;
    }

    private Move? MoveOf(List<Row> segments) => segments.Count == 0
        ? null
        : new Move([.. segments.Select(segment => segment.Id)], segments.Sum(segment => (long)segment.Readings), (int)(_lastSeries.FirstLong() ?? 0) + 1);

    // A crash between the parts of a move begins it anew, and what was moved twice is there once.
    private void Continue(Move move)
    {
        var share = Math.Max(1, options.MovedReadings * move.SeriesCount / move.Readings);
        var to = move.NextSeries + share < move.SeriesCount ? (int)(move.NextSeries + share) : int.MaxValue;
        database.Transact(() => MoveSeries(move, to));
        move.NextSeries = to;
        if (to < int.MaxValue) return;
        _move = null;
        _inputs.Clear();
    }

    private void MoveSeries(Move move, int to)
    {
        var todayMs = TodayMs();
        Open(move.Ids);
        foreach (var series in _inputs.Series(move.NextSeries, to))
        {
            _readings.Clear();
            _inputs.Read(_readings);
            var readings = CollectionsMarshal.AsSpan(_readings);
            _chunks.Append(series, readings[..NewestWins.Collapse(readings)], todayMs, move.Days);
        }

        if (to < int.MaxValue) return;
        foreach (var day in move.Days) _moved.Bind(1, day).Bind(2, move.Ids[^1]).Run();
        foreach (var id in move.Ids) _delete.Bind(1, id).Run();
    }

    private void Merge(int level, List<long> ids)
    {
        Open(ids);
        _builder.Reset();
        foreach (var series in _inputs.Series(0, int.MaxValue))
        {
            _readings.Clear();
            _inputs.Read(_readings);
            _builder.Add(series, CollectionsMarshal.AsSpan(_readings));
        }

        foreach (var id in ids) _delete.Bind(1, id).Run();
        var bytes = _builder.Finish();
        _insert.Bind(1, level + 1).Bind(2, _builder.FirstMs).Bind(3, _builder.LastMs).Bind(4, _builder.ReadingCount)
            .Bind(5, bytes).Bind(6, ids[^1]).Bind(7, RowSum.Of(bytes, ids[^1])).Run();
    }

    private void Open(IReadOnlyList<long> ids)
    {
        _inputs.Clear();
        foreach (var id in ids)
        {
            if (_bytes.Bind(1, id).Step()) _inputs.Add(_bytes.Verified(0, 1, id).ToArray());
            _bytes.Reset();
        }
    }

    private long TodayMs() => WindowCalendar.LocalMidnight(time.GetUtcNow().ToUnixTimeMilliseconds());
}
