using SmartSectors.Storage.Check;
using SmartSectors.Storage.Log;

namespace SmartSectors.Storage.Backup;

/// <summary>Where a repair takes files from: a backup whose checksums agree, and the archive of the log.</summary>
internal sealed class RepairSources
{
    private readonly string? _backup;
    private readonly string? _archive;
    private readonly BackupManifest? _manifest;

    private RepairSources(RepairOrder order, BackupManifest? manifest) => (_backup, _archive, _manifest) = (order.From, order.Archive, manifest);

    public static async Task<RepairSources> OpenAsync(RepairOrder order, IProgress<CopyProgress> progress, CancellationToken cancellationToken)
    {
        if (order.Archive is { } archive && !Directory.Exists(archive)) throw new BackupException(BackupFault.WrongPlace, $"There is no archive {archive}.");
        if (order.From is not { } backup) return new RepairSources(order, null);

        var manifest = BackupManifest.Read(backup);
        await Restore.VerifyAsync(backup, manifest, progress, cancellationToken).ConfigureAwait(false);
        return new RepairSources(order, manifest);
    }

    /// <summary>Where a whole file of that name is. Of the log the archive's alone: a backup was made while its last file was written.</summary>
    public string? Find(string file)
    {
        if (LogFolder.IsIn(file)) return _archive is { } archive && Path.Combine(archive, Path.GetFileName(file)) is var archived && File.Exists(archived) ? archived : null;
        return _backup is { } backup && File.Exists(Path.Combine(backup, file)) ? Path.Combine(backup, file) : null;
    }

    /// <summary>The cursor of a partition's copy.</summary>
    public long CursorOf(string file) => _manifest!.Partitions.Single(mark => mark.Partition == FileCheck.PartitionOf(file)).Cursor;

    /// <summary>Files of the log, by their first offsets; of two the archive's, which is whole.</summary>
    public SortedDictionary<long, string> Log()
    {
        var files = new SortedDictionary<long, string>();
        if (_backup is { } backup)
        {
            foreach (var (first, path) in LogFolder.Files(LogFolder.Of(backup))) files[first] = path;
        }

        if (_archive is { } archive)
        {
            foreach (var (first, path) in LogFolder.Files(archive)) files[first] = path;
        }

        return files;
    }
}
