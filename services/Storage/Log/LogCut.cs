using SmartSectors.Storage.Sqlite;

namespace SmartSectors.Storage.Log;

/// <summary>Cuts a log off, of a data directory that nobody uses.</summary>
internal static class LogCut
{
    /// <summary>Removes every block from an offset on. The last file stays, though it be empty: its name tells where the log goes on.</summary>
    public static void From(string folder, long offset)
    {
        var files = LogFolder.Files(folder);
        foreach (var (first, path) in files)
        {
            if (first >= offset && first != files[0].FirstOffset)
            {
                LogSegmentFile.Unlink(path);
                continue;
            }

            using var database = Database.Open(path);
            database.Transact(() => database.Prepare("DELETE FROM blocks WHERE offset >= ?1").Bind(1, offset).Run());
        }
    }
}
