using SmartSectors.Storage.Log;
using SmartSectors.Storage.Sqlite;

namespace SmartSectors.Storage.Backup;

/// <summary>
/// Copies a data directory, of a platform that runs or is stopped, so that the copy recovers as after a crash: the
/// partitions first, each as of one commit, then what is fed from them, then the log from the least of their cursors to
/// its end. The log keeps its files meanwhile (<see cref="LogPin"/>), so what is behind any cursor is still there.
/// </summary>
public sealed class OnlineBackup(StorageOptions options, TimeProvider time)
{
    private const string Draft = ".part";

    // A truncation holds the pin for milliseconds; another backup for as long as it takes.
    private static readonly TimeSpan s_pinPatience = TimeSpan.FromSeconds(3), s_pinPause = TimeSpan.FromMilliseconds(50);

    /// <summary>
    /// Makes the backup in a folder of another name, which gets its own when everything is in it. Nothing of it stays when
    /// this throws <see cref="BackupException"/> or is cancelled.
    /// </summary>
    public async Task<BackupManifest> RunAsync(string to, IProgress<CopyProgress> progress, CancellationToken cancellationToken)
    {
        var source = Path.GetFullPath(options.DataDirectory);
        var target = Path.GetFullPath(to).TrimEnd(Path.DirectorySeparatorChar);
        var draft = target + Draft;
        var files = DataFiles.Of(source);
        RefusePlace(source, target, draft);

        await using var pin = await TakePinAsync(LogFolder.Of(source), cancellationToken).ConfigureAwait(false);
        MakeFolder(draft);
        try
        {
            var manifest = await CopyAsync(source, draft, files, progress, cancellationToken).ConfigureAwait(false);
            manifest.Write(draft);
            Directory.Move(draft, target);
            return manifest;
        }
        catch (Exception failure)
        {
            Directory.Delete(draft, recursive: true);
            if (Explained(failure, target) is { } explained) throw explained;
            throw;
        }
    }

    private async Task<BackupManifest> CopyAsync(
        string source, string draft, DataFiles files, IProgress<CopyProgress> progress, CancellationToken cancellationToken)
    {
        var taken = time.GetUtcNow();
        var copying = new Copying(source, draft, progress, cancellationToken);
        copying.Expect([.. files.Partitions, .. files.Databases, .. files.Plain, .. LogPaths(source)]);

        var partitions = files.Partitions.Select((path, number) =>
        {
            copying.Database(path);
            return MarkOf(Path.Combine(draft, path), number);
        }).ToList();
        foreach (var path in files.Databases) copying.Database(path);

        var consistent = LastOffset(source);
        var log = CopyLog(copying, source, draft, partitions.Min(partition => partition.Cursor) + 1, consistent);
        foreach (var path in files.Plain) copying.Plain(path);

        var copied = new List<BackupFile>();
        foreach (var path in copying.Copied)
        {
            progress.Report(new CopyProgress("checksums", copied.Count, copying.Copied.Count));
            copied.Add(await FileDigest.OfAsync(draft, path, cancellationToken).ConfigureAwait(false));
        }

        return new BackupManifest(BackupManifest.CurrentFormat, Product, taken, partitions, log, copied);
    }

    // Listed anew: files were begun meanwhile. What is written behind the last of them is not needed.
    private static LogReach CopyLog(Copying copying, string source, string draft, long from, long consistent)
    {
        var needed = LogFolder.From(LogFolder.Files(LogFolder.Of(source)), from).ToList();
        foreach (var (_, path) in needed) copying.Database(Path.GetRelativePath(source, path));

        var first = needed[0].FirstOffset;
        using var last = Database.Open(LogFolder.PathOf(LogFolder.Of(draft), needed[^1].FirstOffset), readOnly: true);
        return new LogReach(first, last.Prepare("SELECT max(offset) FROM blocks").FirstLong() ?? needed[^1].FirstOffset - 1, consistent);
    }

    private static long LastOffset(string source)
    {
        var (first, path) = LogFolder.Files(LogFolder.Of(source))[^1];
        using var newest = Database.Open(path, readOnly: true);
        return newest.Prepare("SELECT max(offset) FROM blocks").FirstLong() ?? first - 1;
    }

    private static PartitionMark MarkOf(string path, int number)
    {
        using var copy = Database.Open(path, readOnly: true);
        var head = copy.Prepare("SELECT commit_number, cursor FROM partition");
        return head.Step() ? new PartitionMark(number, head.Long(0), head.Long(1)) : new PartitionMark(number, 0, 0);
    }

    private static IEnumerable<string> LogPaths(string source)
    {
        var folder = LogFolder.Of(source);
        var files = Directory.Exists(folder) ? LogFolder.Files(folder) : [];
        return files.Count > 0
            ? files.Select(file => Path.GetRelativePath(source, file.Path))
            : throw new BackupException(BackupFault.WrongPlace, $"{source} is no data directory of a platform: it has no log.");
    }

    private async Task<FileStream> TakePinAsync(string log, CancellationToken cancellationToken)
    {
        for (var started = time.GetTimestamp(); ; await Task.Delay(s_pinPause, time, cancellationToken).ConfigureAwait(false))
        {
            if (LogPin.TryTake(log) is { } pin) return pin;
            if (time.GetElapsedTime(started) > s_pinPatience)
                throw new BackupException(BackupFault.Busy, $"Another backup of {options.DataDirectory} is being made.");
        }
    }

    private static void RefusePlace(string source, string target, string draft)
    {
        if ((target + Path.DirectorySeparatorChar).StartsWith(source + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            throw new BackupException(BackupFault.WrongPlace, $"{target} lies in the data directory itself; a backup goes elsewhere.");
        if (Path.Exists(target)) throw new BackupException(BackupFault.WrongPlace, $"{target} exists already; a backup makes its folder itself.");
        if (Path.Exists(draft))
        {
            throw new BackupException(
                BackupFault.WrongPlace, $"{draft} is there: another backup is being made, or one was broken off; then remove it and start again.");
        }
    }

    // Keys and their hashes are in it: for its owner alone.
    private static void MakeFolder(string path)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
        else Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private static BackupException? Explained(Exception failure, string target) => failure switch
    {
        InvalidDataException damaged => new BackupException(BackupFault.Damaged, $"{damaged.Message} Nothing was written; see `smartsectors check`.", damaged),
        _ when DiskSpace.IsLack(failure) => new BackupException(BackupFault.NoSpace, $"There is no space left for {target}.", failure),
        _ => null,
    };

    private static string Product { get; } = $"SmartSectors {typeof(OnlineBackup).Assembly.GetName().Version?.ToString(3)}";
}
