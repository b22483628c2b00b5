using SmartSectors.Storage.Log;
using SmartSectors.Storage.Sqlite;

namespace SmartSectors.Storage.Backup;

/// <summary>Completes a log towards its beginning: what was truncated is needed again when a partition comes from a backup.</summary>
internal sealed class LogGaps(string data, RepairSources sources)
{
    private readonly string _folder = LogFolder.Of(data);
    private List<(long FirstOffset, string Path)> _needed = [];

    /// <summary>Throws where backup, archive and log together do not reach from a cursor to the log's end without a gap.</summary>
    public void Refuse(long cursor)
    {
        var present = LogFolder.Files(_folder);
        var begins = present[0].FirstOffset;
        if (begins <= cursor + 1) return;

        var before = sources.Log().Where(file => file.Key < begins).Select(file => (file.Key, file.Value)).ToList();
        _needed = [.. LogFolder.From(before, cursor + 1)];
        var reached = cursor;
        foreach (var (first, path) in _needed)
        {
            if (first > reached + 1) break;
            reached = Math.Max(reached, LastOf(path, first));
        }

        if (reached + 1 >= begins) return;
        throw new BackupException(
            BackupFault.NotCovered,
            $"The backup's copy of a damaged partition stands at offset {cursor}, and the log lacks offsets {reached + 1} to {begins - 1} behind it; an archive of the log (--archive) may have them. Nothing was changed.");
    }

    /// <summary>Copies the files found, cut where the present ones begin.</summary>
    public void Fill()
    {
        foreach (var (first, path) in _needed) File.Copy(path, LogFolder.PathOf(_folder, first));
    }

    private static long LastOf(string path, long first)
    {
        using var database = Database.Open(path, readOnly: true);
        return database.Prepare("SELECT max(offset) FROM blocks").FirstLong() ?? first - 1;
    }
}
