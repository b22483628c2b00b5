using Microsoft.Data.Sqlite;
using SmartSectors.Grains.Partitions;
using SQLitePCL;

namespace SmartSectors.Storage.Sqlite;

/// <summary>
/// One connection to one SQLite file, on SQLite's own prepared statements: the hot paths bind spans and read blobs in
/// place. Not thread-safe; each thread that reads has its own.
/// </summary>
internal sealed partial class Database : IDisposable
{
    private readonly sqlite3 _handle;
    private readonly List<Statement> _statements = [];

    static Database() => Batteries_V2.Init();

    private Database(string path, sqlite3 handle)
    {
        Path = path;
        _handle = handle;
    }

    public string Path { get; }

    /// <summary>Opens, and where it is not read-only creates, a database file.</summary>
    public static Database Open(string path, bool readOnly = false)
    {
        var flags = readOnly ? raw.SQLITE_OPEN_READONLY : raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE;
        var code = raw.sqlite3_open_v2(path, out var handle, flags | raw.SQLITE_OPEN_NOMUTEX, null);
        var database = new Database(path, handle);
        if (code != raw.SQLITE_OK)
        {
            var error = database.Error(code);
            database.Dispose();
            throw error;
        }

        raw.sqlite3_busy_timeout(handle, 10_000);

        // There are hundreds of readers' connections, of little use each: the file cache is the system's.
        if (readOnly) database.Execute("PRAGMA cache_size = -256");
        return database;
    }

    /// <summary>Runs one or more statements without parameters.</summary>
    public void Execute(string sql)
    {
        var code = raw.sqlite3_exec(_handle, sql);
        if (code != raw.SQLITE_OK) throw Error(code);
    }

    /// <summary>Prepares a statement that lives as long as the connection.</summary>
    public Statement Prepare(string sql)
    {
        var code = raw.sqlite3_prepare_v3(_handle, sql, raw.SQLITE_PREPARE_PERSISTENT, out var handle);
        if (code != raw.SQLITE_OK) throw Error(code);
        var statement = new Statement(this, handle);
        _statements.Add(statement);
        return statement;
    }

    /// <summary>Whether a table is there and has a column.</summary>
    public bool HasColumn(string table, string column)
    {
        var code = raw.sqlite3_table_column_metadata(_handle, "main", table, column, out _, out _, out _, out _, out _);
        return code switch { raw.SQLITE_OK => true, raw.SQLITE_ERROR => false, _ => throw Error(code) };
    }

    /// <summary>Opens a blob to read parts of it in place; the caller disposes it before the connection.</summary>
    public Blob OpenBlob(string table, string column, long rowId)
    {
        var code = raw.sqlite3_blob_open(_handle, "main", table, column, rowId, 0, out var handle);
        return code == raw.SQLITE_OK ? new Blob(this, handle) : throw Error(code);
    }

    /// <summary>
    /// Runs <paramref name="write"/> in a transaction and commits it. Whatever fails, nothing of it remains; what another
    /// try may mend (a full disk, an I/O error) is told as <see cref="StoreUnavailableException"/>.
    /// </summary>
    public void Transact(Action write) => TransactOpen(() =>
    {
        Execute("BEGIN IMMEDIATE");
        write();
    });

    /// <summary>Ends a transaction that was only read in; nothing when none is open.</summary>
    public void EndTransaction()
    {
        if (raw.sqlite3_get_autocommit(_handle) == 0) Execute("COMMIT");
    }

    /// <summary>Like <see cref="Transact"/>, in a transaction that is open already, or that <paramref name="write"/> opens.</summary>
    public void TransactOpen(Action write)
    {
        try
        {
            write();
            Execute("COMMIT");
        }
        catch (SqliteException exception) when (IsPassing(exception))
        {
            RollBack();
            throw Unavailable(Path, exception);
        }
        catch
        {
            RollBack();
            throw;
        }
    }

    public void Dispose()
    {
        foreach (var statement in _statements) statement.Dispose();
        _handle.Dispose();
    }

    internal SqliteException Error(int code) =>
        new($"SQLite error {code} in {System.IO.Path.GetFileName(Path)}: '{raw.sqlite3_errmsg(_handle).utf8_to_string()}'.", code & 0xFF, code);

    internal static StoreUnavailableException Unavailable(string path, SqliteException exception) =>
        new($"{System.IO.Path.GetFileName(path)}: {exception.Message}", exception);

    // A failed COMMIT may have rolled back by itself; then there is nothing to roll back.
    private void RollBack()
    {
        foreach (var statement in _statements) statement.Reset();
        if (raw.sqlite3_get_autocommit(_handle) == 0) Execute("ROLLBACK");
    }

    /// <summary>True where the file itself is damaged.</summary>
    internal static bool IsDamage(SqliteException exception) => exception.SqliteErrorCode is raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB;

    /// <summary>True for what another try may mend.</summary>
    internal static bool IsPassing(SqliteException exception) =>
        exception.SqliteErrorCode is raw.SQLITE_FULL or raw.SQLITE_IOERR or raw.SQLITE_BUSY or raw.SQLITE_CANTOPEN or raw.SQLITE_NOMEM;
}
