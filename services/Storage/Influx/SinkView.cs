using SmartSectors.Grains.Partitions;
using SmartSectors.Storage.Readings;
using SmartSectors.Storage.Sqlite;
using SmartSectors.Telemetry.Cells;

namespace SmartSectors.Storage.Influx;

/// <summary>What is not sunk yet of a partition: segments, their bytes, and since when.</summary>
internal readonly record struct SinkBacklog(long Readings, long Bytes, long? FirstMs);

/// <summary>A partition's committed readings as the sink sees them. Not thread-safe.</summary>
internal sealed class SinkView : IDisposable
{
    private readonly Database _database;
    private readonly SeriesReader _reader;
    private readonly ChunkTable _chunks;
    private readonly Statement _erased, _commit, _next, _backlog, _moved, _series, _lastSeries;

    public SinkView(string path)
    {
        _database = Database.Open(path, readOnly: true);
        _reader = new SeriesReader(_database);
        _chunks = new ChunkTable(_database);
        _erased = _database.Prepare(
            "SELECT devices.id, from_ms, until_ms, commit_number FROM erasures JOIN devices ON devices.idx = erasures.device WHERE commit_number > ?1 ORDER BY commit_number");
        _commit = _database.Prepare("SELECT commit_number FROM partition");
        _next = _database.Prepare($"SELECT id, bytes, {RowSum.Of(_database, "segments")} FROM segments WHERE id > ?1 ORDER BY id LIMIT 1");
        _backlog = _database.Prepare("SELECT sum(readings), sum(length(bytes)), min(first_ms) FROM segments WHERE id > ?1");
        _moved = _database.Prepare("SELECT day, through FROM moved_days WHERE through > ?1 ORDER BY day");
        _series = _database.Prepare("SELECT devices.id, series.indicator FROM series JOIN devices ON devices.idx = series.device WHERE series.idx = ?1");
        _lastSeries = _database.Prepare("SELECT max(idx) FROM series");
    }

    /// <summary>Of a store that was put back to an earlier state this is less than what was sent.</summary>
    public long LastCommit => _commit.FirstLong() ?? 0;

    public int SeriesCount => (int)(_lastSeries.FirstLong() ?? -1) + 1;

    /// <summary>The oldest segment after one; null where there is none.</summary>
    public (long Id, byte[] Bytes)? NextSegment(long after)
    {
        _next.Bind(1, after);
        if (!_next.Step()) return null;
        var next = (_next.Long(0), _next.Verified(1, 2, _next.Long(0)).ToArray());
        _next.Reset();
        return next;
    }

    public SinkBacklog BacklogAfter(long segment)
    {
        _backlog.Bind(1, segment);
        _backlog.Step();
        var backlog = new SinkBacklog(_backlog.Long(0), _backlog.Long(1), _backlog.IsNull(2) ? null : _backlog.Long(2));
        _backlog.Reset();
        return backlog;
    }

    /// <summary>The local days that segments after one were moved to, and the last of those segments.</summary>
    public (List<int> Days, long Through) MovedAfter(long segment)
    {
        var days = new List<int>();
        var through = segment;
        _moved.Bind(1, segment);
        while (_moved.Step())
        {
            days.Add(_moved.Int(0));
            through = Math.Max(through, _moved.Long(1));
        }

        return (days, through);
    }

    /// <summary>All local days from the first to the last that chunks are of.</summary>
    public List<int> AllDays() => _chunks.Days() is { } days
        ? [.. Enumerable.Range(ChunkTable.DayOf(days.FromMs), ChunkTable.DayOf(days.ToMs) - ChunkTable.DayOf(days.FromMs))]
        : [];

    /// <summary>What commits after one erased, in their order.</summary>
    public List<(string Device, long FromMs, long UntilMs, long Commit)> ErasedAfter(long commit)
    {
        var erased = new List<(string, long, long, long)>();
        _erased.Bind(1, commit);
        while (_erased.Step()) erased.Add((_erased.Text(0), _erased.Long(1), _erased.Long(2), _erased.Long(3)));
        return erased;
    }

    /// <summary>A day's readings of some series as they stand now, segments included: the newest of each moment.</summary>
    public Dictionary<int, List<StoredReading>> ReadDay(int day, IReadOnlySet<int> series)
    {
        var readings = new Dictionary<int, List<StoredReading>>();
        var fromMs = ChunkTable.MidnightOf(day);
        _database.Execute("BEGIN");
        try
        {
            _reader.Read(series, fromMs, fromMs + WindowCalendar.DayMs, readings);
        }
        finally
        {
            _database.EndTransaction();
        }

        return readings;
    }

    /// <summary>Whose readings a series has.</summary>
    public (string Device, ushort Indicator) NameOf(int series)
    {
        _series.Bind(1, series);
        if (!_series.Step()) throw new InvalidDataException($"CORRUPT: {_database.Path} has readings of series {series} and lacks its device.");
        var name = (_series.Text(0), (ushort)_series.Int(1));
        _series.Reset();
        return name;
    }

    public void Dispose() => _database.Dispose();
}
