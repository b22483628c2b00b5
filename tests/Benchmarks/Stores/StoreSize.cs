using Microsoft.Data.Sqlite;

namespace SmartSectors.Benchmarks.Stores;

/// <summary>What the partitions' databases take, by what it is for: each table with its indexes, <c>write-ahead</c>, <c>free</c> and <c>schema</c>.</summary>
internal static class StoreSize
{
    /// <summary>Measures the databases of a folder by dropping their tables one by one: what is free then was theirs.</summary>
    public static SortedDictionary<string, long> TakeApart(string folder)
    {
        var sizes = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var path in Directory.GetFiles(folder, "*.db"))
        {
            Add("write-ahead", File.Exists($"{path}-wal") ? new FileInfo($"{path}-wal").Length : 0);
            using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
            connection.Open();
            var free = FreeBytes(connection);
            Add("free", free);
            foreach (var table in Tables(connection))
            {
                Ask(connection, $"DROP TABLE {table}");
                Add(table, FreeBytes(connection) - free);
                free = FreeBytes(connection);
            }

            Add("schema", (Ask(connection, "PRAGMA page_count") * Ask(connection, "PRAGMA page_size")) - free);
        }

        return sizes;

        void Add(string name, long bytes) => sizes[name] = sizes.GetValueOrDefault(name) + bytes;
    }

    private static List<string> Tables(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";
        using var reader = command.ExecuteReader();
        var names = new List<string>();
        while (reader.Read()) names.Add(reader.GetString(0));
        return names;
    }

    private static long FreeBytes(SqliteConnection connection) => Ask(connection, "PRAGMA freelist_count") * Ask(connection, "PRAGMA page_size");

    private static long Ask(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar() is long number ? number : 0;
    }
}
