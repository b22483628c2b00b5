using System.Globalization;
using Microsoft.Extensions.Logging;
using SmartSectors.Storage.Check;
using SmartSectors.Storage.Log;
using SmartSectors.Telemetry.Areas;

namespace SmartSectors.Storage.Backup;

/// <summary>What a repair may take.</summary>
/// <param name="From">A backup; null for none.</param>
/// <param name="Archive">The archive of the log; null for none.</param>
public sealed record RepairOrder(string? From, string? Archive);

/// <summary>
/// Makes the stores of a stopped platform whole again. A partition comes from the backup and the log behind its cursor, the
/// areas from the partitions, a file of the log from the archive or the backup, everything else from the backup. What was
/// damaged stays beside it, as <c>NAME.damaged-TIME</c>. Nothing is changed where anything cannot be mended.
/// </summary>
public sealed class Repair(StorageOptions options, FileCheck check, AreaCatalog areas, TimeProvider time, ILoggerFactory logs)
{
    private readonly string _data = Path.GetFullPath(options.DataDirectory);

    /// <summary>
    /// What was done, a sentence each; nothing when nothing is damaged. Throws <see cref="BackupException"/> before anything
    /// is changed where something cannot be mended.
    /// </summary>
    public async Task<IReadOnlyList<string>> RunAsync(RepairOrder order, IProgress<CopyProgress> progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(order);
        var damaged = check.Run(progress, cancellationToken).Select(damage => damage.File).Distinct().ToList();
        if (damaged.Count == 0) return [];

        var sources = await RepairSources.OpenAsync(order, progress, cancellationToken).ConfigureAwait(false);
        var plan = damaged.Select(file => Plan(file, sources)).ToList();
        var log = damaged.Any(NeedsLog) ? new LogGaps(_data, sources) : null;
        log?.Refuse(damaged.Where(NeedsLog).Select(sources.CursorOf).Min());

        var mark = DamagedFile.Mark + time.GetUtcNow().UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        foreach (var step in plan) step.Do(mark);
        log?.Fill();
        progress.Report(new CopyProgress("applying the log", 0, 1));
        var passedOver = damaged.Contains(AreasFile) ? new AreaRebuild(options, areas, time).Run(Path.Combine(_data, AreasFile + mark)) : [];
        var applied = new RollForward(options, areas, time, logs).Run();
        progress.Report(new CopyProgress("applied the log", 1, 1));
        return [.. plan.Select(step => step.Done), .. passedOver.Select(part => $"Not taken over from the damaged {AreasFile}, and merged anew: {part}."), .. applied.Stops];
    }

    private const string AreasFile = "areas.db";

    private static bool NeedsLog(string file) => FileCheck.PartitionOf(file) is not null;

    private sealed record Step(string Done, Action<string> Do);

    private Step Plan(string file, RepairSources sources)
    {
        if (file == AreasFile) return new Step($"{file} is made anew from the partitions.", mark => PutAside(file, mark));
        if (sources.Find(file) is { } copy)
        {
            return new Step($"{file} is taken from {copy}.", mark =>
            {
                PutAside(file, mark);
                File.Copy(copy, Path.Combine(_data, file));
                FileDigest.CopyMode(Path.Combine(_data, file + mark), Path.Combine(_data, file));
            });
        }

        if (LogFolder.IsIn(file) && IsApplied(file)) return new Step($"{file} is put aside: every partition has applied it.", mark => PutAside(file, mark));
        throw new BackupException(
            BackupFault.Damaged, $"{file} is damaged, and there is nothing to take it from: --from names a backup{(LogFolder.IsIn(file) ? ", --archive the archive of the log" : "")}. Nothing was changed.");
    }

    // The next file of the log begins at or before what the slowest partition needs next.
    private bool IsApplied(string file)
    {
        var files = LogFolder.Files(LogFolder.Of(_data));
        var behind = files.SkipWhile(known => Path.GetRelativePath(_data, known.Path) != file).Skip(1).ToList();
        return behind.Count > 0 && behind[0].FirstOffset <= LogCheck.LeastCursor(_data) + 1;
    }

    private void PutAside(string file, string mark)
    {
        foreach (var suffix in (string[])["", "-wal", "-shm"])
        {
            var path = Path.Combine(_data, file + suffix);
            if (File.Exists(path)) File.Move(path, Path.Combine(_data, file + mark + suffix));
        }
    }
}
