using System.Globalization;
using Microsoft.Data.Sqlite;
using SmartSectors.Storage.Sqlite;
using SQLitePCL;

namespace SmartSectors.Ingestion.Sessions;

/// <summary>The file sessions.db: its tables, and one transaction a commit. One thread at a time.</summary>
internal sealed partial class SessionDatabase : IDisposable
{
    /// <summary>WAL with FULL and the page size of the reading log: a commit is one fsync, which the acknowledgements wait for. A backup may read meanwhile.</summary>
    private const string Pragmas =
        """
        PRAGMA page_size = 16384;
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = FULL;
        PRAGMA wal_autocheckpoint = 4096;
        PRAGMA journal_size_limit = 67108864;
        PRAGMA cache_size = -16384;
        """;

    private readonly Database _database;
    private readonly SessionStatements _statements;

    private SessionDatabase(Database database)
    {
        _database = database;
        _statements = new SessionStatements(database);
    }

    /// <summary>Opens the file, and makes it or brings its tables up to this build's scripts.</summary>
    /// <exception cref="IOException">It cannot be opened, is damaged or was written by a newer build.</exception>
    public static SessionDatabase Open(string path)
    {
        Database? database = null;
        try
        {
            database = Database.Open(path);
            database.Execute(Pragmas);
            Migrate(database);
            return new SessionDatabase(database);
        }
        catch (Exception exception)
        {
            database?.Dispose();
            if (exception is SqliteException error) throw Unreadable(path, error);
            throw;
        }
    }

    /// <summary>Makes the changes durable.</summary>
    /// <exception cref="Grains.Partitions.StoreUnavailableException">Another try may succeed; nothing of them is written.</exception>
    public void Commit(SessionChanges changes) => _database.Transact(() => _statements.Write(changes));

    public void Dispose() => _database.Dispose();

    private static void Migrate(Database database)
    {
        var scripts = Scripts();
        var version = (int)database.Prepare("PRAGMA user_version").FirstLong()!;
        if (version > scripts.Count)
            throw new IOException($"{database.Path} is of version {version}, and this build knows {scripts.Count}: it was written by a newer one.");

        for (; version < scripts.Count; version++)
        {
            var script = scripts[version] + string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {version + 1};");
            database.Transact(() => database.Execute(script));
        }
    }

    // 001_….sql, 002_….sql: the number is the version that the script leads to.
    private static List<string> Scripts()
    {
        var assembly = typeof(SessionDatabase).Assembly;
        return [.. assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith("Sessions/Sql/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name =>
            {
                using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
                return reader.ReadToEnd();
            })];
    }

    private static IOException Unreadable(string path, SqliteException error) =>
        error.SqliteErrorCode is raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB
            ? Damaged(path, error.Message, error)
            : new IOException($"{path} cannot be opened: {error.Message}", error);

    private static IOException Damaged(string path, string how, Exception? inner = null) =>
        new($"{path} is damaged ({how}). Put a copy in its place, or move it away to start without the MQTT sessions, queued and retained messages that it holds.", inner);
}
