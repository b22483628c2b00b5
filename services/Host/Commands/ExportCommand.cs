using System.CommandLine;
using System.Globalization;
using SmartSectors.Host.Transfer;
using SmartSectors.Http;
using SmartSectors.Storage.Export;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Host.Commands;

/// <summary><c>export</c>: stored readings as a file.</summary>
internal static class ExportCommand
{
    public static Command Create()
    {
        var sector = new Option<string>("--sector") { HelpName = "SECTOR", Description = "Of one sector." };
        var site = new Option<string>("--site") { HelpName = "ID", Description = "Of the devices that belong to one site now." };
        var device = new Option<string>("--device") { HelpName = "ID", Description = "Of one device." };
        var indicator = new Option<string>("--indicator") { HelpName = "CODE", Description = "Of one indicator." };
        var from = new Option<string>("--from") { HelpName = "TIME", Description = "Measured at this moment or later, such as 2026-11-22T08:30:00Z." };
        var to = new Option<string>("--to") { HelpName = "TIME", Description = "Measured before this moment." };
        var file = new Option<string>("--out") { HelpName = "FILE", Description = "Where to; it must not be there yet. [default: standard output]" };
        var format = new Option<TransferFormat>("--format") { HelpName = "csv|line", Description = "line is InfluxDB's line protocol. [default: csv]", DefaultValueFactory = _ => TransferFormat.Csv };
        var command = new Command("export", "Writes stored readings as CSV or line protocol, while the platform runs, see docs/backup.md.") { sector, site, device, indicator, from, to, format, file };
        command.SetAction<ReadingExport>((export, parsed, _) =>
        {
            Sector? ofSector = SectorNames.TryParse(parsed.GetValue(sector), out var known) ? known : null;
            if (parsed.GetValue(sector) is { } name && ofSector is null) return OfflineCommand.CannotRunAsync($"There is no sector '{name}'.");
            if (!TryMoment(parsed.GetValue(from), out var fromMoment) || !TryMoment(parsed.GetValue(to), out var toMoment))
                return OfflineCommand.CannotRunAsync("--from and --to are moments with their offset, such as 2026-11-22T08:30:00Z.");

            var scope = new ExportScope(ofSector, parsed.GetValue(site), parsed.GetValue(device), parsed.GetValue(indicator), fromMoment, toMoment);
            return RunAsync(export, scope, parsed.GetValue(format), parsed.GetValue(file));
        });
        return command;
    }

    private static async Task<int> RunAsync(ReadingExport export, ExportScope scope, TransferFormat format, string? file)
    {
        if (file is not null && Path.Exists(file)) return await OfflineCommand.CannotRunAsync($"{file} exists already.");

        // Under another name until it is whole.
        var draft = file + ".part";
        var count = 0L;
        var outcome = await LongWork.RunAsync(async (progress, cancellationToken) =>
        {
            await using var target = file is null ? Console.OpenStandardOutput() : File.Create(draft);
            var readings = export.Run(scope, progress, cancellationToken);
            count = format == TransferFormat.Line ? ReadingLines.Write(target, readings) : CsvReadings.Write(target, readings);
            return count > 0 ? ExitCode.Clean : ExitCode.Failed;
        });
        if (file is not null && count > 0 && outcome == ExitCode.Clean) File.Move(draft, file);
        else if (file is not null) File.Delete(draft);
        await Console.Error.WriteLineAsync(count == 0 ? "Nothing that is stored matches." : string.Create(CultureInfo.InvariantCulture, $"{count:N0} readings."));
        return outcome;
    }

    private static bool TryMoment(string? text, out DateTimeOffset? moment)
    {
        moment = null;
        if (text is null) return true;
        if (!UtcTimes.TryParse(text, out var known)) return false;
        moment = known;
        return true;
    }
}
