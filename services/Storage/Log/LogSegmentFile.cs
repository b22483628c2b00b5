using Microsoft.Data.Sqlite;
using SmartSectors.Storage.Sqlite;

namespace SmartSectors.Storage.Log;

/// <summary>
/// One file of the log, <c>log/{first offset}.db</c>: blocks by offset. WAL with FULL: the commit's one fsync is what an
/// acknowledgement waits for. It is checkpointed only when it is closed, for most files are unlinked before that matters.
/// Other processes may read it meanwhile: a backup does, and a check.
/// </summary>
internal sealed class LogSegmentFile : IDisposable
{
    private const string Pragmas =
        """
        PRAGMA page_size = 16384;
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = FULL;
        PRAGMA wal_autocheckpoint = 4096;
        PRAGMA cache_size = -4096;
        CREATE TABLE IF NOT EXISTS blocks (offset INTEGER PRIMARY KEY, bytes BLOB NOT NULL);
        """;

    private readonly Database _database;
    private readonly Statement _insert;

    public LogSegmentFile(string path, long firstOffset)
    {
        Path = path;
        FirstOffset = firstOffset;
        _database = Open(path);
        _insert = _database.Prepare("INSERT INTO blocks VALUES (?1, ?2)");
    }

    private static Database Open(string path)
    {
        Database? database = null;
        try
        {
            database = Database.Open(path);
            database.Execute(Pragmas);
            return database;
        }
        catch (SqliteException exception) when (Database.IsPassing(exception))
        {
            database?.Dispose();
            throw Database.Unavailable(path, exception);
        }
    }

    public string Path { get; }

    public long FirstOffset { get; }

    /// <summary>Bytes of blocks appended by this process.</summary>
    public long Appended { get; private set; }

    public void Append(long offset, ReadOnlyMemory<byte> block)
    {
        _database.Transact(() => _insert.Bind(1, offset).Bind(2, block.Span).Run());
        Appended += block.Length;
    }

    public long LastOffset()
    {
        var last = _database.Prepare("SELECT coalesce(max(offset), 0) FROM blocks");
        last.Step();
        var offset = last.Long(0);
        last.Reset();
        return offset;
    }

    /// <summary>The blocks from an offset on. The bytes are a copy each.</summary>
    public IEnumerable<(long Offset, byte[] Bytes)> Read(long fromOffset)
    {
        var read = _database.Prepare("SELECT offset, bytes FROM blocks WHERE offset >= ?1 ORDER BY offset");
        read.Bind(1, fromOffset);
        while (read.Step()) yield return (read.Long(0), read.Blob(1).ToArray());
    }

    public void Dispose() => _database.Dispose();

    /// <summary>Removes the file and what SQLite keeps beside it.</summary>
    public static void Unlink(string path)
    {
        foreach (var suffix in (string[])["", "-wal", "-shm"]) File.Delete(path + suffix);
    }
}
