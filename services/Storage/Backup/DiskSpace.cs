using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace SmartSectors.Storage.Backup;

/// <summary>Whether there is room for what is to be written.</summary>
internal static class DiskSpace
{
    private const int NoSpaceLeft = 28; // ENOSPC

    /// <summary>Throws before anything is written where it cannot fit.</summary>
    public static void Require(string folder, long bytes)
    {
        var free = new DriveInfo(folder).AvailableFreeSpace;
        if (free < bytes)
            throw new BackupException(BackupFault.NoSpace, $"{folder} has {free >> 20} MB left, and {bytes >> 20} MB are needed.");
    }

    /// <summary>True for what is thrown when a disk is full.</summary>
    public static bool IsLack(Exception failure) => failure switch
    {
        SqliteException sqlite => sqlite.SqliteErrorCode == raw.SQLITE_FULL,
        IOException io => (io.HResult & 0xFFFF) == NoSpaceLeft,
        _ => false,
    };
}
