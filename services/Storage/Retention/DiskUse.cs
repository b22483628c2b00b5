using Microsoft.Data.Sqlite;
using SmartSectors.Grains;
using SmartSectors.Storage.Areas;
using SmartSectors.Storage.Partitions;
using SmartSectors.Storage.Readings;
using SmartSectors.Storage.Sqlite;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Storage.Retention;

/// <summary>
/// What a data folder takes: of a database its pages that are in use, for a file does not shrink by deleting and what is
/// free is written over first; of everything else, logs of databases included, the files.
/// </summary>
internal static class DiskUse
{
    /// <summary>Looks at all files of a running platform.</summary>
    public static DiskLook Look(StorageOptions options)
    {
        var bytes = 0L;
        foreach (var file in new DirectoryInfo(options.DataDirectory).EnumerateFiles("*", s_all)) bytes += Length(file);
        if (File.Exists(SqliteAreaStore.PathOf(options)))
        {
            using var areas = Database.Open(SqliteAreaStore.PathOf(options), readOnly: true);
            bytes -= FreeBytes(areas);
        }

        long? readings = null, minutes = null;
        var clockMs = 0L;
        var folder = Path.Combine(options.DataDirectory, "partitions");
        for (var number = 0; number < Numbers.PartitionCount; number++)
        {
            using var partition = Database.Open(SqlitePartitionStore.PathOf(folder, number), readOnly: true);
            bytes -= FreeBytes(partition);
            if (PartitionHead.Read(PartitionHead.Prepare(partition)) is not { } head) continue;
            clockMs = Math.Max(clockMs, head.Frontiers[(int)Window.Minute]);
            readings = Earlier(readings, new ChunkTable(partition).Days()?.FromMs);
            minutes = Earlier(minutes, MinuteRetention.FirstMs(partition));
        }

        return new DiskLook(
            bytes, readings, minutes is { } first ? WindowCalendar.LocalMidnight(first) : null, clockMs, ReadingRetention.FloorMs(clockMs), MinuteRetention.FloorMs(clockMs));
    }

    private static readonly EnumerationOptions s_all = new() { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.None };

    private static long FreeBytes(Database database) =>
        (database.Prepare("PRAGMA freelist_count").FirstLong() ?? 0) * (database.Prepare("PRAGMA page_size").FirstLong() ?? 0);

    private static long Length(FileInfo file)
    {
        try
        {
            return file.Length;
        }
        catch (FileNotFoundException)
        {
            return 0; // truncated from the log, or a checkpoint's, meanwhile
        }
    }

    private static long? Earlier(long? one, long? other) => one is null || other < one ? other ?? one : one;
}
