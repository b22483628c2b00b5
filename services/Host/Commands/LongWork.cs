using System.Runtime.InteropServices;
using SmartSectors.Storage.Backup;
using Spectre.Console;

namespace SmartSectors.Host.Commands;

/// <summary>
/// Runs what takes a while: with a bar on standard error (plain lines where that is no terminal), and so that Ctrl-C and
/// SIGTERM end it in good order.
/// </summary>
internal static class LongWork
{
    public static async Task<int> RunAsync(Func<IProgress<CopyProgress>, CancellationToken, Task<int>> work)
    {
        using var stop = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        try
        {
            return await OnStandardError().Progress().StartAsync(async display =>
            {
                var bar = new Bar(display.AddTask("begin", autoStart: true, maxValue: 1));
                return await work(bar, stop.Token);
            });
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("Stopped before the end.");
            return ExitCode.Failed;
        }

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Cancel();
        }
    }

    // Standard output is for what the command gives.
    private static IAnsiConsole OnStandardError() => AnsiConsole.Create(new AnsiConsoleSettings
    {
        Out = new AnsiConsoleOutput(Console.Error),
        Ansi = Console.IsErrorRedirected ? AnsiSupport.No : AnsiSupport.Detect,
    });

    private sealed class Bar(ProgressTask task) : IProgress<CopyProgress>
    {
        public void Report(CopyProgress value)
        {
            task.Description = Markup.Escape(value.Doing);
            task.MaxValue = Math.Max(1, value.Total);
            task.Value = value.Total == 0 ? 1 : value.Done;
        }
    }
}
