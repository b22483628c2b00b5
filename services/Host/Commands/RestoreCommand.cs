using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.Logging;
using SmartSectors.Http;
using SmartSectors.Storage.Backup;
using SmartSectors.Telemetry.Areas;

namespace SmartSectors.Host.Commands;

/// <summary><c>restore</c>: a data directory from a backup, as of its end or of a moment.</summary>
internal static class RestoreCommand
{
    public static Command Create()
    {
        var from = new Option<string>("--from") { HelpName = "DIR", Required = true, Description = "The backup." };
        var data = new Option<string>("--data") { HelpName = "DIR", Required = true, Description = "The data directory to be made; it must be new or empty." };
        var until = new Option<string>("--until") { HelpName = "TIME", Description = "What was received later than this is left away, such as 2026-11-22T08:30:00Z." };
        var archive = new Option<string>("--archive") { HelpName = "DIR", Description = "The archive of the log (Log:ArchiveDirectory) that goes on where the backup ends." };
        var command = new Command("restore", "Makes a data directory from a backup, as of its end or of a moment, see docs/backup.md.") { from, data, until, archive };
        command.SetAction((parsed, _) =>
        {
            DateTimeOffset moment = default;
            if (parsed.GetValue(until) is { } text && !UtcTimes.TryParse(text, out moment))
                return OfflineCommand.CannotRunAsync($"'{text}' is no moment with its offset, such as 2026-11-22T08:30:00Z.");

            var order = new RestoreOrder(
                Path.GetFullPath(parsed.GetValue(from)!), Path.GetFullPath(parsed.GetValue(data)!), parsed.GetResult(until) is null ? null : moment,
                parsed.GetValue(archive) is { } folder ? Path.GetFullPath(folder) : null);
            return OfflineCommand.RunAsync(() => RunAsync(order));
        });
        return command;
    }

    private static async Task<int> RunAsync(RestoreOrder order)
    {
        Restore.Refuse(order);
        await using var held = PlatformData.Hold(order.Data);
        using var logs = LoggerFactory.Create(logging => logging.SetMinimumLevel(LogLevel.Error).AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace));
        var restore = new Restore(AreaCatalog.Load(), TimeProvider.System, logs);
        return await LongWork.RunAsync(async (progress, cancellationToken) =>
        {
            var outcome = await restore.RunAsync(order, progress, cancellationToken);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{order.Data} is restored to offset {outcome.LastOffset}{(outcome.LastReceipt is { } at ? $", received {UtcTimes.Format(at)}" : "")}."));
            if (order.Until is not null)
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Left away is what came later: {outcome.CutReadings:N0} readings in {outcome.CutBlocks:N0} blocks."));
            foreach (var stop in outcome.Stops) await Console.Error.WriteLineAsync(stop);
            return outcome.Stops.Count == 0 ? ExitCode.Clean : ExitCode.Failed;
        });
    }
}
