using Microsoft.Data.Sqlite;
using SmartSectors.Storage.Sqlite;

namespace SmartSectors.Storage.Erasure;

/// <summary>
/// After an erasure the bytes of the readings are still in pages that are free, in the slack of others and in the WAL, from
/// there and from every merge before. So the database is written anew and its WAL emptied: some 0.6 s for each 100 MB,
/// between two commits, and as much room on the disk meanwhile. (<c>secure_delete</c> for ever would write everything
/// that compaction drops once more.)
/// </summary>
internal sealed class Scrubbing(Database database, TimeProvider time)
{
    // Where there is no room to write the file anew, there is none a second later.
    private static readonly TimeSpan s_retry = TimeSpan.FromMinutes(1);

    private readonly ErasureTable _erasures = new(database);
    private readonly Statement _truncate = database.Prepare("PRAGMA wal_checkpoint(TRUNCATE)");

    // As far as is known: after a start it has to look.
    private bool _isWanted = true;
    private bool _isRewritten;
    private long? _failedAt;

    /// <summary>Readings were erased: what was rewritten before may hold their bytes.</summary>
    public void Want()
    {
        _isWanted = true;
        _isRewritten = false;
    }

    /// <summary>Goes on with it; what readers or a full disk hold back comes round again.</summary>
    public void Step()
    {
        if (!_isWanted || (_failedAt is { } failed && time.GetElapsedTime(failed) < s_retry)) return;
        if (!_erasures.HasUnscrubbed)
        {
            _isWanted = false;
            return;
        }

        try
        {
            if (!_isRewritten) database.Execute("VACUUM");
            _isRewritten = true;
            _failedAt = null;
            if (!TryEmptyWal()) return;
            _erasures.NoteScrubbed();
            _isWanted = false;
        }
        catch (SqliteException exception) when (Database.IsPassing(exception))
        {
            // The answer to who asks says that it is not done.
            _failedAt = time.GetTimestamp();
        }
    }

    // Nobody waits for a reader, as a backup is one for minutes.
    private bool TryEmptyWal()
    {
        database.Execute("PRAGMA busy_timeout = 0");
        try
        {
            return _truncate.Step() && _truncate.Int(0) == 0;
        }
        finally
        {
            _truncate.Reset();
            database.Execute("PRAGMA busy_timeout = 10000");
        }
    }
}
