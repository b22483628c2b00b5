using SmartSectors.Storage.Sqlite;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Storage.Influx;

/// <summary>
/// How far InfluxDB has what the stores have: <c>influx.db</c>. For each partition the last segment whose readings were
/// written, and the local days that have to be written from chunks, because their segments were moved unsent; for each
/// window length the moment before which closed cells were written, and for each store the last revision. It only ever lags behind what was answered, and what is sent again is the same. Not in InfluxDB itself, for it is read when that does
/// not answer. One thread at a time.
/// </summary>
internal sealed class SinkCursors : IDisposable
{
    /// <summary>The source of the areas' revisions, beside the partitions' numbers.</summary>
    public const int Areas = -1;

    private const string Schema =
        """
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = NORMAL;
        CREATE TABLE IF NOT EXISTS target (id INTEGER PRIMARY KEY CHECK (id = 1), name TEXT NOT NULL);
        CREATE TABLE IF NOT EXISTS segments (partition INTEGER PRIMARY KEY, sent_through INTEGER NOT NULL);
        CREATE TABLE IF NOT EXISTS owed_days (partition INTEGER NOT NULL, day INTEGER NOT NULL, next_series INTEGER NOT NULL,
            PRIMARY KEY (partition, day)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS closed (window INTEGER PRIMARY KEY, sent_before INTEGER NOT NULL);
        CREATE TABLE IF NOT EXISTS revised (source INTEGER PRIMARY KEY, sent_through INTEGER NOT NULL);
        CREATE TABLE IF NOT EXISTS erased (partition INTEGER PRIMARY KEY, through INTEGER NOT NULL);
        """;

    private readonly Database _database;
    private readonly Statement _sent, _send, _owed, _owe, _go, _pay, _closed, _close, _revised, _revise, _erased, _erase;

    /// <param name="target">The server and database; of another one nothing is known.</param>
    public SinkCursors(string path, string target)
    {
        _database = Database.Open(path);
        _database.Execute(Schema);
        _sent = _database.Prepare("SELECT sent_through FROM segments WHERE partition = ?1");
        _send = _database.Prepare("INSERT OR REPLACE INTO segments VALUES (?1, ?2)");
        _owed = _database.Prepare("SELECT day, next_series FROM owed_days WHERE partition = ?1 ORDER BY day DESC");
        // A day that readings were moved into again is begun again.
        _owe = _database.Prepare("INSERT OR REPLACE INTO owed_days VALUES (?1, ?2, 0)");
        _go = _database.Prepare("UPDATE owed_days SET next_series = ?3 WHERE partition = ?1 AND day = ?2");
        _pay = _database.Prepare("DELETE FROM owed_days WHERE partition = ?1 AND day = ?2");
        _closed = _database.Prepare("SELECT sent_before FROM closed WHERE window = ?1");
        _close = _database.Prepare("INSERT OR REPLACE INTO closed VALUES (?1, ?2)");
        _revised = _database.Prepare("SELECT sent_through FROM revised WHERE source = ?1");
        _revise = _database.Prepare("INSERT OR REPLACE INTO revised VALUES (?1, ?2)");
        _erased = _database.Prepare("SELECT through FROM erased WHERE partition = ?1");
        _erase = _database.Prepare("INSERT OR REPLACE INTO erased VALUES (?1, ?2)");
        Aim(target);
    }

    public static string PathOf(StorageOptions options) => Path.Combine(options.DataDirectory, "influx.db");

    /// <summary>The last segment that was written; null where nothing of the partition ever was.</summary>
    public long? SentThrough(int partition) => _sent.Bind(1, partition).FirstLong();

    /// <summary>Everything up to these segments was answered for.</summary>
    public void Sent(IReadOnlyCollection<(int Partition, long Segment)> through)
    {
        if (through.Count == 0) return;
        _database.Transact(() =>
        {
            foreach (var (partition, segment) in through) _send.Bind(1, partition).Bind(2, segment).Run();
        });
    }

    /// <summary>Segments were moved unsent: instead of them these days are to be written.</summary>
    public void Owe(int partition, IReadOnlyCollection<int> days, long movedThrough) => _database.Transact(() =>
    {
        foreach (var day in days) _owe.Bind(1, partition).Bind(2, day).Run();
        _send.Bind(1, partition).Bind(2, movedThrough).Run();
    });

    /// <summary>The days that are owed, the newest first, and the series from which on.</summary>
    public List<(int Day, int NextSeries)> Owed(int partition)
    {
        var days = new List<(int, int)>();
        _owed.Bind(1, partition);
        while (_owed.Step()) days.Add((_owed.Int(0), _owed.Int(1)));
        return days;
    }

    /// <summary>The series of a day that are before this one were answered for.</summary>
    public void Paid(int partition, int day, int nextSeries) => _go.Bind(1, partition).Bind(2, day).Bind(3, nextSeries).Run();

    /// <summary>A whole day was answered for.</summary>
    public void Paid(int partition, int day) => _pay.Bind(1, partition).Bind(2, day).Run();

    /// <summary>Closed cells of windows that begin before this moment were written; null where none were.</summary>
    public long? ClosedBefore(Window window) => _closed.Bind(1, (int)window).FirstLong();

    /// <summary>Closed cells of windows that begin before this moment were answered for.</summary>
    public void Closed(Window window, long beforeMs) => _close.Bind(1, (int)window).Bind(2, beforeMs).Run();

    /// <summary>The last note of revisions that was written, of a partition or of <see cref="Areas"/>.</summary>
    public long RevisedThrough(int source) => _revised.Bind(1, source).FirstLong() ?? 0;

    /// <summary>The notes of revisions up to this one were answered for.</summary>
    public void Revised(int source, long through) => _revise.Bind(1, source).Bind(2, through).Run();

    /// <summary>What commits of a partition up to this one erased is erased there as well.</summary>
    public long ErasedThrough(int partition) => _erased.Bind(1, partition).FirstLong() ?? 0;

    /// <summary>What commits up to this one erased was deleted.</summary>
    public void Erased(int partition, long through) => _erase.Bind(1, partition).Bind(2, through).Run();

    public void Dispose() => _database.Dispose();

    private void Aim(string target)
    {
        using var known = _database.Prepare("SELECT 1 FROM target WHERE name = ?1");
        if (known.Bind(1, target).FirstLong() is not null) return;
        _database.Transact(() =>
        {
            _database.Execute("DELETE FROM segments; DELETE FROM owed_days; DELETE FROM closed; DELETE FROM revised; DELETE FROM erased");
            using var aim = _database.Prepare("INSERT OR REPLACE INTO target VALUES (1, ?1)");
            aim.Bind(1, target).Run();
        });
    }
}
