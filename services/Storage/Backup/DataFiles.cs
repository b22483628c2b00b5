using SmartSectors.Grains;
using SmartSectors.Storage.Log;
using SmartSectors.Storage.Partitions;

namespace SmartSectors.Storage.Backup;

/// <summary>
/// What of a data directory goes into a backup, in the order of copying; all by paths in the directory. Whatever file a
/// part of the platform adds is found, for databases end in <c>.db</c> and everything else is written whole.
/// </summary>
/// <param name="Partitions">First: nothing else may stand behind them in the log.</param>
/// <param name="Databases">Areas, registry, sessions and whatever else, after what they are fed from.</param>
/// <param name="Plain">Schemes, orders, keys; last, for the log names schemes that were written before it.</param>
internal sealed record DataFiles(IReadOnlyList<string> Partitions, IReadOnlyList<string> Databases, IReadOnlyList<string> Plain)
{
    // SQLite's own, locks, drafts, and what a repair put aside.
    private static readonly string[] s_notData = ["-wal", "-shm", "-journal", ".part", ".new"];

    private static readonly string s_pin = Path.Combine("log", LogPin.FileName);

    public static DataFiles Of(string dataDirectory)
    {
        var partitions = Enumerable.Range(0, Numbers.PartitionCount)
            .Select(number => Path.GetRelativePath(dataDirectory, SqlitePartitionStore.PathOf(Path.Combine(dataDirectory, "partitions"), number))).ToList();
        if (partitions.FirstOrDefault(path => !File.Exists(Path.Combine(dataDirectory, path))) is { } missing)
            throw new BackupException(BackupFault.WrongPlace, $"{dataDirectory} is no data directory of a platform: it has no {missing}.");

        var log = Path.GetRelativePath(dataDirectory, LogFolder.Of(dataDirectory)) + Path.DirectorySeparatorChar;
        var others = Directory.EnumerateFiles(dataDirectory, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(dataDirectory, path))
            .Where(IsData).Except(partitions).Order(StringComparer.Ordinal).ToList();
        return new DataFiles(
            partitions,
            [.. others.Where(path => IsDatabase(path) && !path.StartsWith(log, StringComparison.Ordinal))],
            [.. others.Where(path => !IsDatabase(path))]);
    }

    private static bool IsDatabase(string path) => path.EndsWith(".db", StringComparison.Ordinal);

    private static bool IsData(string path) =>
        path != "lock" && path != s_pin && !s_notData.Any(ending => path.EndsWith(ending, StringComparison.Ordinal))
        && !path.Contains(DamagedFile.Mark, StringComparison.Ordinal);
}
