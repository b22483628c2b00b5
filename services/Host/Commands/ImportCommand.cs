using System.CommandLine;
using System.Globalization;
using System.Text;
using SmartSectors.Host.Transfer;
using SmartSectors.Mqtt;
using SmartSectors.Storage.Backup;

namespace SmartSectors.Host.Commands;

/// <summary><c>import</c>: publishes the readings of a file as their devices would.</summary>
internal static class ImportCommand
{
    /// <summary>More wrong rows than this are counted and not printed.</summary>
    private const int MaxPrinted = 20;

    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "CSV or line protocol, as export writes it." };
        var broker = new Option<string>("--broker") { HelpName = "HOST:PORT", Required = true, Description = "The platform's MQTT port." };
        var user = new Option<string>("--user") { HelpName = "NAME", Description = "The MQTT user." };
        var passwordFile = new Option<string>("--password-file") { HelpName = "FILE", Description = "The user's password; not on the command line, where everybody sees it." };
        var format = new Option<TransferFormat>("--format") { HelpName = "csv|line", Description = "line is InfluxDB's line protocol. [default: csv]", DefaultValueFactory = _ => TransferFormat.Csv };
        var command = new Command("import", "Publishes the readings of a file over MQTT, so that they pass the same gates as a device's.") { file, format, broker, user, passwordFile };
        command.SetAction((parsed, _) => OfflineCommand.RunAsync(async () =>
        {
            var (path, at) = (parsed.GetValue(file)!, parsed.GetValue(broker)!);
            if (!File.Exists(path)) return await OfflineCommand.CannotRunAsync($"There is no file {path}.");
            var colon = at.LastIndexOf(':');
            if (colon < 1 || !ushort.TryParse(at[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port))
                return await OfflineCommand.CannotRunAsync($"'{at}' is no HOST:PORT.");

            try
            {
                var options = new MqttPublisherOptions
                {
                    Version = MqttVersion.V5,
                    UserName = parsed.GetValue(user),
                    Password = parsed.GetValue(passwordFile) is { } secret ? Encoding.UTF8.GetBytes((await File.ReadAllTextAsync(secret)).Trim()) : null,
                };
                await using var publisher = await MqttPublisher.ConnectAsync(at[..colon], port, options);
                using var sender = new ImportSender(publisher);
                return await LongWork.RunAsync((progress, cancellationToken) => RunAsync(path, parsed.GetValue(format), sender, progress, cancellationToken));
            }
            catch (Exception failure) when (failure is MqttClientException or TransferException)
            {
                return await OfflineCommand.CannotRunAsync(failure.Message);
            }
        }));
        return command;
    }

    private static async Task<int> RunAsync(string path, TransferFormat format, ImportSender sender, IProgress<CopyProgress> progress, CancellationToken cancellationToken)
    {
        await using var stream = File.OpenRead(path);
        var (rows, wrong) = (0L, 0L);
        try
        {
            foreach (var row in format == TransferFormat.Line ? LineReadings.Read(stream) : CsvReadings.Read(stream))
            {
                if (row.Wrong is null) await sender.AddAsync(row, cancellationToken);
                else if (++wrong <= MaxPrinted) await Console.Error.WriteLineAsync($"line {row.Line}: {row.Wrong}");
                if (++rows % 1_000 == 0) progress.Report(new CopyProgress("readings", stream.Position, stream.Length));
            }

            await sender.EndAsync(cancellationToken);
            progress.Report(new CopyProgress("readings", stream.Length, stream.Length));
            return wrong == 0 && sender.Answers.Keys.All(reason => (byte)reason < 0x80) ? ExitCode.Clean : ExitCode.Failed;
        }
        finally
        {
            Tell(sender, wrong);
        }
    }

    private static void Tell(ImportSender sender, long wrong)
    {
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{sender.Sent:N0} readings sent, {sender.Answers.Values.Sum():N0} acknowledged, {wrong:N0} rows wrong."));
        foreach (var (reason, readings) in sender.Answers.OrderBy(answer => answer.Key).Where(answer => (byte)answer.Key >= 0x80))
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  refused 0x{(byte)reason:X2} {reason}: {readings:N0}"));
    }
}
