using System.CommandLine;
using System.Globalization;
using Microsoft.Data.Sqlite;
using SmartSectors.Reporting;
using SmartSectors.Reporting.Releases;
using SmartSectors.Storage;
using SmartSectors.Storage.Backup;
using SmartSectors.Storage.Check;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Schemes;
using Spectre.Console;

namespace SmartSectors.Host.Commands;

/// <summary>
/// <c>check</c>: looks at every file, then recomputes cells from readings and compares. Exit code 0 when all are whole and
/// equal, 1 with damage or findings, 2 when it cannot run.
/// </summary>
internal static class CheckCommand
{
    /// <summary>More findings than this are counted and not printed: the first ones tell what is wrong.</summary>
    private const int MaxPrinted = 100;

    public static Command Create()
    {
        var site = new Option<string>("--site") { HelpName = "ID", Description = "The cells of one site only." };
        var command = new Command("check", "Recomputes the aggregates from the readings and compares them with what is stored.") { site };
        command.SetAction<StoreInspection>(async (inspection, parsed, cancellationToken) =>
        {
            // Of one site only its cells are asked for.
            var isWhole = parsed.GetValue(site) is not null || TellDamage(inspection.Files.Run(new Unseen(), cancellationToken).Concat(OfReleases(inspection.Storage.DataDirectory)));
            var outcome = await RunAsync(inspection.Cells, new CheckScope(null, parsed.GetValue(site), null, null), cancellationToken);
            foreach (var part in inspection.Unreadable.Parts) Console.WriteLine($"not compared: {part}");
            return isWhole && inspection.Unreadable.Parts.Count == 0 ? outcome : ExitCode.Failed;
        });
        return command;
    }

    // One that was never asked to publish has none.
    private static List<FileDamage> OfReleases(string dataDirectory)
    {
        var path = new ReportingOptions { DataDirectory = dataDirectory }.DatabasePath;
        var file = Path.GetFileName(path);
        if (!File.Exists(path)) return [];
        try
        {
            return [.. ReleaseCheck.Run(path).Select(damage => new FileDamage(file, null, 0, damage.What, damage.Affected))];
        }
        catch (SqliteException unreadable)
        {
            return [new FileDamage(file, null, 0, unreadable.Message, "releases")];
        }
    }

    private static bool TellDamage(IEnumerable<FileDamage> damages)
    {
        var found = 0L;
        foreach (var damage in damages)
        {
            if (++found > MaxPrinted) continue;
            var place = damage.Offset is { } offset ? string.Create(CultureInfo.InvariantCulture, $"offset {offset}, {damage.Bytes} bytes") : "place unknown";
            Console.WriteLine($"damaged: {damage.File}{(damage.IsInWal ? "-wal" : "")}, {place}: {damage.What} Affected: {damage.Affected}.");
        }

        if (found > MaxPrinted) Console.WriteLine($"and {Whole(found - MaxPrinted)} more places");
        if (found > 0) Console.WriteLine("See `smartsectors repair`.");
        return found == 0;
    }

    private sealed class Unseen : IProgress<CopyProgress>
    {
        public void Report(CopyProgress value)
        {
        }
    }

    private static async Task<int> RunAsync(IConsistencyCheck check, CheckScope scope, CancellationToken cancellationToken)
    {
        var progress = new LastProgress();
        var table = new Table().Border(TableBorder.Simple)
            .AddColumns("finding", "level", "area", "indicator", "window", "start", "stored", "recomputed");
        var findings = 0L;
        await foreach (var finding in check.RunAsync(scope, progress, cancellationToken))
        {
            if (++findings <= MaxPrinted) AddRow(table, finding);
        }

        if (findings > 0) AnsiConsole.Write(table);
        if (findings > MaxPrinted) Console.WriteLine($"and {Whole(findings - MaxPrinted)} more findings");
        Console.WriteLine(
            $"{Whole(progress.Value.CellsCompared)} cells compared with {Whole(progress.Value.Readings)} readings, "
            + $"{Whole(progress.Value.CellsSealed)} sealed, {Whole(progress.Value.CellsPending)} not merged yet, {Whole(progress.Value.CellsWaiting)} to be revised, {Whole(findings)} findings");
        return findings == 0 ? ExitCode.Clean : ExitCode.Failed;
    }

    private static void AddRow(Table table, CheckFinding finding) => table.AddRow(
        finding.Kind.ToString().ToLowerInvariant(),
        finding.Level.ToString().ToLowerInvariant(),
        Markup.Escape(finding.Area),
        $"{finding.Indicator.Sector.Name()} {finding.Indicator.Code}",
        finding.Window.ToString(),
        finding.Start.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm'Z'", CultureInfo.InvariantCulture),
        Markup.Escape(finding.Stored),
        Markup.Escape(finding.Recomputed));

    private static string Whole(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    // Not Progress<T>: that reports on another thread, and the last report could come after the last finding.
    private sealed class LastProgress : IProgress<CheckProgress>
    {
        public CheckProgress Value { get; private set; }

        public void Report(CheckProgress value) => Value = value;
    }
}

/// <summary>What a check looks at the stores with.</summary>
/// <param name="Unreadable">Filled by <paramref name="Cells"/>.</param>
internal sealed record StoreInspection(FileCheck Files, IConsistencyCheck Cells, Unreadable Unreadable, StorageOptions Storage);
