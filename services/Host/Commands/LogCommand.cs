using System.CommandLine;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Host.Commands;

/// <summary><c>log quarantine PARTITION OFFSET</c>: books a block that cannot be applied as rejected.</summary>
internal static class LogCommand
{
    public static Command Create() => new("log", "Acts on the reading log of a platform that is stopped.") { Quarantine() };

    private static Command Quarantine()
    {
        var partition = new Argument<int>("PARTITION") { Description = "The partition that stopped, 0 to 63." };
        var offset = new Argument<long>("OFFSET") { Description = "The offset of the block, as the log of the process and /health/ready tell it." };
        var command = new Command("quarantine", "Books the readings of one block as rejected, so that its partition goes on behind it.")
        {
            partition, offset,
        };
        command.SetAction<ILogQuarantine>(async (log, parsed, cancellationToken) =>
        {
            var at = $"partition {parsed.GetValue(partition)}, offset {parsed.GetValue(offset)}";
            switch (await log.QuarantineAsync(parsed.GetValue(partition), parsed.GetValue(offset), cancellationToken))
            {
                case QuarantineOutcome.Booked:
                    Console.WriteLine($"The block at {at} is booked as rejected; the partition goes on behind it at the next start.");
                    return ExitCode.Clean;
                case QuarantineOutcome.AlreadyApplied:
                    await Console.Error.WriteLineAsync($"The block at {at} was applied already; nothing is changed.");
                    return ExitCode.Failed;
                default:
                    await Console.Error.WriteLineAsync($"There is no block at {at}.");
                    return ExitCode.CannotRun;
            }
        }, needsStop: true);
        return command;
    }
}
