using Microsoft.Extensions.Logging;
using SmartSectors.Storage.Log;
using SmartSectors.Telemetry.Areas;

namespace SmartSectors.Storage.Backup;

/// <summary>What a restore takes.</summary>
/// <param name="From">The backup's folder.</param>
/// <param name="Data">The data directory to be; it is made, or is empty.</param>
/// <param name="Until">What was received later is left away; null for everything there is.</param>
/// <param name="Archive">Log files that were archived after the backup; null for the backup's own alone.</param>
public sealed record RestoreOrder(string From, string Data, DateTimeOffset? Until, string? Archive);

/// <summary>What a restore gave.</summary>
/// <param name="LastReceipt">When the newest that is restored was received; null where the log holds nothing.</param>
/// <param name="CutBlocks">Blocks of the log that were received after the moment asked for.</param>
/// <param name="CutReadings">The readings in them.</param>
/// <param name="Stops">Partitions that met a block that they cannot apply, as after a start.</param>
public sealed record RestoreOutcome(long LastOffset, DateTimeOffset? LastReceipt, long CutBlocks, long CutReadings, IReadOnlyList<string> Stops);

/// <summary>
/// Makes a data directory of a backup: verifies it, copies it, completes its log from an archive, cuts that at a moment
/// and applies it.
/// </summary>
public sealed class Restore(AreaCatalog areas, TimeProvider time, ILoggerFactory logs)
{
    private const string UnfinishedMark = "restore-unfinished";

    /// <summary>True for a directory that a restore was broken off in: it must not be used.</summary>
    public static bool IsUnfinished(string dataDirectory) => File.Exists(Path.Combine(dataDirectory, UnfinishedMark));

    /// <summary>Throws where the order cannot be carried out, before anything is written.</summary>
    public static void Refuse(RestoreOrder order)
    {
        ArgumentNullException.ThrowIfNull(order);
        _ = BackupManifest.Read(order.From);
        if (File.Exists(order.Data) || (Directory.Exists(order.Data) && Directory.EnumerateFileSystemEntries(order.Data).Any()))
            throw new BackupException(BackupFault.WrongPlace, $"{order.Data} is not empty; a restore goes to a new directory.");
        if (order.Archive is { } archive && !Directory.Exists(archive))
            throw new BackupException(BackupFault.WrongPlace, $"There is no archive {archive}.");
    }

    /// <summary>The caller holds the directory. What was written stays when this throws, and is marked as unfinished.</summary>
    public async Task<RestoreOutcome> RunAsync(RestoreOrder order, IProgress<CopyProgress> progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(order);
        var manifest = BackupManifest.Read(order.From);
        await VerifyAsync(order.From, manifest, progress, cancellationToken).ConfigureAwait(false);

        var mark = Path.Combine(order.Data, UnfinishedMark);
        await File.WriteAllTextAsync(mark, $"from {order.From}\n", cancellationToken).ConfigureAwait(false);
        try
        {
            Copy(order, manifest, progress, cancellationToken);
            if (order.Archive is { } archive) ArchivedLog.Complete(archive, order.Data, manifest.Log, progress, cancellationToken);
            progress.Report(new CopyProgress("log", 0, 1));
            var cut = CutAt(order, manifest.Log);
            progress.Report(new CopyProgress("applying the log", 0, 1));
            var applied = new RollForward(new StorageOptions { DataDirectory = order.Data }, areas, time, logs).Run();
            progress.Report(new CopyProgress("applied the log", 1, 1));
            File.Delete(mark);
            return new RestoreOutcome(applied.LastOffset, cut.LastReceipt, cut.Blocks, cut.Readings, applied.Stops);
        }
        catch (Exception failure) when (DiskSpace.IsLack(failure))
        {
            throw new BackupException(BackupFault.NoSpace, $"There is no space left for {order.Data}.", failure);
        }
        catch (InvalidDataException damaged)
        {
            throw new BackupException(BackupFault.Damaged, damaged.Message, damaged);
        }
    }

    /// <summary>Every file of a backup is there and has the content that the manifest tells; throws at the first that has not.</summary>
    internal static async Task VerifyAsync(string folder, BackupManifest manifest, IProgress<CopyProgress> progress, CancellationToken cancellationToken)
    {
        var (done, total) = (0L, manifest.Files.Sum(file => file.Bytes));
        foreach (var file in manifest.Files)
        {
            progress.Report(new CopyProgress("verifying", done, total));
            if (!File.Exists(Path.Combine(folder, file.Path)))
                throw new BackupException(BackupFault.Damaged, $"The backup lacks its file {file.Path}; nothing was written.");

            var found = await FileDigest.OfAsync(folder, file.Path, cancellationToken).ConfigureAwait(false);
            if (found.Bytes != file.Bytes || found.Sha256 != file.Sha256)
            {
                throw new BackupException(
                    BackupFault.Damaged,
                    $"The backup's file {file.Path} is damaged: its SHA-256 is {found.Sha256} of {found.Bytes} bytes, and the manifest tells {file.Sha256} of {file.Bytes}. Nothing was written.");
            }

            done += file.Bytes;
        }
    }

    private static void Copy(RestoreOrder order, BackupManifest manifest, IProgress<CopyProgress> progress, CancellationToken cancellationToken)
    {
        var copying = new Copying(order.From, order.Data, progress, cancellationToken);
        copying.Expect([.. manifest.Files.Select(file => file.Path)]);
        foreach (var file in manifest.Files)
        {
            copying.Plain(file.Path);
            FileDigest.SetMode(Path.Combine(order.Data, file.Path), file.Mode);
        }
    }

    private static (long Blocks, long Readings, DateTimeOffset? LastReceipt) CutAt(RestoreOrder order, LogReach reach)
    {
        var folder = LogFolder.Of(order.Data);
        var until = order.Until?.ToUnixTimeMilliseconds() ?? long.MaxValue;
        var (cutFrom, blocks, readings) = (long.MaxValue, 0L, 0L);
        long? last = null;
        foreach (var block in LogWalk.Over(LogFolder.Files(folder)))
        {
            if (block.ReceiptMs > until && cutFrom == long.MaxValue)
            {
                cutFrom = block.Offset;
                RefuseTooEarly(block, reach);
            }

            if (block.Offset < cutFrom) last = block.ReceiptMs;
            else (blocks, readings) = (blocks + 1, readings + block.Readings);
        }

        if (order.Until is { } moment && cutFrom == long.MaxValue && (last is null || last < until))
        {
            throw new BackupException(
                BackupFault.NotCovered,
                $"The log ends at {Utc(last)}, before {Utc(moment.ToUnixTimeMilliseconds())}; an archive (--archive) may reach further.");
        }

        if (blocks > 0) LogCut.From(folder, cutFrom);
        return (blocks, readings, last is { } ms ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : null);
    }

    // The databases of the backup hold what was received until they were copied: they cannot be brought back behind that.
    private static void RefuseTooEarly(in LogWalk.Block firstCut, LogReach reach)
    {
        if (firstCut.Offset > reach.ConsistentFrom) return;
        throw new BackupException(
            BackupFault.NotCovered,
            $"The backup was made later than that: it holds what was received up to offset {reach.ConsistentFrom}, and offset {firstCut.Offset} is of {Utc(firstCut.ReceiptMs)}. Take an earlier backup, with the archive of the log.");
    }

    private static string Utc(long? ms) => ms is { } known
        ? DateTimeOffset.FromUnixTimeMilliseconds(known).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture)
        : "its beginning";
}
