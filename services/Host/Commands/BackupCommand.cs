using System.CommandLine;
using System.Globalization;
using SmartSectors.Storage.Backup;

namespace SmartSectors.Host.Commands;

/// <summary><c>backup</c>: a copy of the data directory that recovers, of a platform that runs or is stopped.</summary>
internal static class BackupCommand
{
    public static Command Create()
    {
        var to = new Option<string>("--to") { HelpName = "DIR", Required = true, Description = "The folder of the backup; it is made, and must not be there yet." };
        var command = new Command("backup", "Copies the data directory while the platform runs, see docs/backup.md.") { to };
        command.SetAction<OnlineBackup>((backup, parsed, _) => LongWork.RunAsync(async (progress, cancellationToken) =>
        {
            var target = parsed.GetValue(to)!;
            var manifest = await backup.RunAsync(target, progress, cancellationToken);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"The backup is in {target}: {manifest.Files.Count} files, {manifest.Files.Sum(file => file.Bytes) / 1048576.0:N1} MB, the log to offset {manifest.Log.To}."));
            return ExitCode.Clean;
        }));
        return command;
    }
}
