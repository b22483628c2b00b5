using SmartSectors.Storage.Sqlite;

namespace SmartSectors.Storage.Retention;

/// <summary>What retention drops of a database.</summary>
internal enum Dropped
{
    /// <summary>Stored readings, by local days.</summary>
    Readings = 0,

    /// <summary>Cells of a minute, by hours.</summary>
    Minutes = 1,
}

/// <summary>From which moments on a database is whole; written in the transaction that drops what is before.</summary>
internal sealed class KeptFrom(Database database)
{
    public const string Schema = "CREATE TABLE IF NOT EXISTS kept_from (what INTEGER PRIMARY KEY, from_ms INTEGER NOT NULL);\n";

    private readonly Statement? _set = IsThere(database) ? database.Prepare("INSERT OR REPLACE INTO kept_from VALUES (?1, ?2)") : null;
    private readonly Statement? _get = IsThere(database) ? database.Prepare("SELECT from_ms FROM kept_from WHERE what = ?1") : null;

    public long this[Dropped what]
    {
        get => _get?.Bind(1, (int)what).FirstLong() ?? long.MinValue;
        set => _set!.Bind(1, (int)what).Bind(2, value).Run();
    }

    // A database that an earlier version wrote and that is only looked at has dropped nothing.
    private static bool IsThere(Database database) => database.Prepare("SELECT count(*) FROM sqlite_schema WHERE name = 'kept_from'").FirstLong() > 0;
}
