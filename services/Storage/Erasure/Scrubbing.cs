using Microsoft.Data.Sqlite;
using SmartSectors.Storage.Sqlite;

namespace SmartSectors.Storage.Erasure;

/// <summary>
/// After an erasure the bytes of the readings are still in pages that are free, in the slack of others and in the WAL, from
/// there and from every merge before. So the database is written anew and its WAL emptied: some 0.6 s for each 100 MB,
/// between two commits, and as much room on the disk meanwhile. (<c>secure_delete</c> for ever would write everything
/// that compaction drops once more.)
/// </summary>
internal sealed class Scrubbing(Database database)
{
    private readonly ErasureTable _erasures = new(database);
    private readonly Statement _truncate = database.Prepare("PRAGMA wal_checkpoint(TRUNCATE)");
    private bool _isRewritten;

    /// <summary>There is something to do, as far as is known: after a start it has to look.</summary>
    public bool IsWanted { get; set; } = true;

    /// <summary>Goes on with it; what readers or a full disk hold back comes round again.</summary>
    public void Step()
    {
        if (!IsWanted) return;
        if (!_erasures.HasUnscrubbed)
        {
            IsWanted = false;
            return;
        }

        try
        {
            if (!_isRewritten) database.Execute("VACUUM");
            _isRewritten = true;
            if (!TryEmptyWal()) return;
            _erasures.NoteScrubbed();
            _isRewritten = IsWanted = false;
        }
        catch (SqliteException exception) when (Database.IsPassing(exception))
        {
            // The answer to who asks says that it is not done; the next commit tries again.
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
