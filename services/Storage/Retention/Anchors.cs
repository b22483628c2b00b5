using SmartSectors.Grains.Partitions;
using SmartSectors.Storage.Sqlite;
using SmartSectors.Telemetry.Quality;
using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Storage.Retention;

/// <summary>
/// The newest accepted reading of each series among those that were dropped: what comes next is counted from it, however
/// long after, and so a late reading may still come between the two. Questions do not see it.
/// </summary>
internal sealed class Anchors
{
    public const string Schema =
        """
        CREATE TABLE IF NOT EXISTS anchors (series INTEGER PRIMARY KEY, time_ms INTEGER NOT NULL, value REAL NOT NULL,
            flag INTEGER NOT NULL, findings INTEGER NOT NULL);

        """;

    private readonly Statement? _put, _find, _erase;

    public Anchors(Database database)
    {
        // A database that an earlier version wrote and that is only looked at has none.
        if (!(database.Prepare("SELECT count(*) FROM sqlite_schema WHERE name = 'anchors'").FirstLong() > 0)) return;
        _put = database.Prepare("INSERT OR REPLACE INTO anchors VALUES (?1, ?2, ?3, ?4, ?5)");
        _find = database.Prepare("SELECT time_ms, value, flag, findings FROM anchors WHERE series = ?1 AND time_ms >= ?2 AND time_ms < ?3");
        _erase = database.Prepare("DELETE FROM anchors WHERE series = ?1 AND time_ms >= ?2 AND time_ms < ?3");
    }

    /// <summary>Drops a series' anchor when its time is in [from, to).</summary>
    public void Erase(int series, long fromMs, long toMs) => _erase!.Bind(1, series).Bind(2, fromMs).Bind(3, toMs).Run();

    public void Put(int series, in StoredReading reading) =>
        _put!.Bind(1, series).Bind(2, reading.TimeMs).Bind(3, reading.Value).Bind(4, (int)reading.Flag).Bind(5, reading.Findings.Bits).Run();

    /// <summary>Appends a series' anchor when its time is in [from, to).</summary>
    public void Read(int series, long fromMs, long toMs, List<StoredReading> into)
    {
        if (_find is null || !_find.Bind(1, series).Bind(2, fromMs).Bind(3, toMs).Step()) return;
        into.Add(new StoredReading(_find.Long(0), _find.Double(1), (ReadingFlag)_find.Int(2), new QualityFlags((uint)_find.Int(3))));
        _find.Reset();
    }
}
