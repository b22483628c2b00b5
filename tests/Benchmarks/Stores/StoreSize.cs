using Microsoft.Data.Sqlite;

namespace SmartSectors.Benchmarks.Stores;

/// <summary>What the partitions' databases take.</summary>
/// <param name="Files">Bytes of all files, write-ahead logs included.</param>
/// <param name="Cells">Bytes of the pages of cells.</param>
/// <param name="Free">Bytes of pages that are free.</param>
internal sealed record StoreSize(long Files, long Cells, long Free)
{
    /// <summary>Measures the databases of a folder, and takes the cells out of them on the way: their pages are those that then are free.</summary>
    public static StoreSize Of(string folder)
    {
        var files = new DirectoryInfo(folder).EnumerateFiles().Sum(file => file.Length);
        var (cells, free) = (0L, 0L);
        foreach (var path in Directory.GetFiles(folder, "*.db"))
        {
            using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
            connection.Open();
            var before = FreeBytes(connection);
            foreach (var table in s_cellTables) Ask(connection, $"DROP TABLE IF EXISTS {table}");
            free += before;
            cells += FreeBytes(connection) - before;
        }

        return new StoreSize(files, cells, free);
    }

    private static readonly string[] s_cellTables = ["cells", "packs"];

    private static long FreeBytes(SqliteConnection connection) => Ask(connection, "PRAGMA freelist_count") * Ask(connection, "PRAGMA page_size");

    private static long Ask(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar() is long number ? number : 0;
    }
}
