using System.CommandLine;
using SmartSectors.Storage.Backup;

namespace SmartSectors.Host.Commands;

/// <summary><c>repair</c>: makes damaged stores whole again, of a platform that is stopped.</summary>
internal static class RepairCommand
{
    public static Command Create()
    {
        var from = new Option<string>("--from") { HelpName = "DIR", Description = "A backup, from which damaged files are taken." };
        var archive = new Option<string>("--archive") { HelpName = "DIR", Description = "The archive of the log (Log:ArchiveDirectory)." };
        var command = new Command("repair", "Makes damaged stores whole again from a backup, the log and each other, see docs/backup.md.") { from, archive };
        command.SetAction<Repair>((repair, parsed, _) => LongWork.RunAsync(async (progress, cancellationToken) =>
        {
            var done = await repair.RunAsync(new RepairOrder(parsed.GetValue(from), parsed.GetValue(archive)), progress, cancellationToken);
            if (done.Count == 0) Console.WriteLine("Nothing is damaged.");
            foreach (var sentence in done) Console.WriteLine(sentence);
            return ExitCode.Clean;
        }), needsStop: true);
        return command;
    }
}
