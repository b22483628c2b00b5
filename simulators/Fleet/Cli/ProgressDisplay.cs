using Spectre.Console;

namespace SmartSectors.Fleet.Cli;

/// <summary>Shows a run as it goes: a live table on a terminal, plain lines where the output is a file or a pipe.</summary>
internal static class ProgressDisplay
{
    private static readonly TimeSpan s_lineInterval = TimeSpan.FromSeconds(10);

    public static async Task<FleetSummary> RunAsync(
        FleetOptions options, IAnsiConsole console, CancellationToken cancellationToken)
    {
        if (!console.Profile.Capabilities.Interactive || !console.Profile.Out.IsTerminal)
        {
            return await FleetRunner.RunAsync(options, new PlainLines(console.Profile.Out.Writer), cancellationToken);
        }

        var nothingYet = new FleetProgress(FleetPhase.Connecting, TimeSpan.Zero, 0, options.DeviceCount, 0, 0, 0, 0, 0);
        return await console.Live(ProgressTable.Render(options, nothingYet)).StartAsync(live =>
            FleetRunner.RunAsync(options, new LiveTable(options, live), cancellationToken));
    }

    private sealed class LiveTable(FleetOptions options, LiveDisplayContext live) : IProgress<FleetProgress>
    {
        public void Report(FleetProgress value) => live.UpdateTarget(ProgressTable.Render(options, value));
    }

    /// <summary>A line for each phase and then one every ten seconds.</summary>
    private sealed class PlainLines(TextWriter writer) : IProgress<FleetProgress>
    {
        private FleetPhase? _phase;
        private TimeSpan _nextAt;

        public void Report(FleetProgress value)
        {
            if (value.Phase == _phase && value.Elapsed < _nextAt) return;
            _phase = value.Phase;
            _nextAt = value.Elapsed + s_lineInterval - TimeSpan.FromSeconds(0.5); // a report may come a little early
            writer.WriteLine(ProgressTable.Line(value));
        }
    }
}
