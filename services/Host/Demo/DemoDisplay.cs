using Spectre.Console;

namespace SmartSectors.Host.Demo;

/// <summary>Shows the demo until it is told to stop: a live table on a terminal, plain lines elsewhere.</summary>
internal sealed class DemoDisplay(DemoSnapshots snapshots, DemoTable table, TimeProvider clock)
{
    private static readonly TimeSpan TableCadence = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LineCadence = TimeSpan.FromSeconds(5);

    /// <summary>True where a table can be drawn over itself.</summary>
    public static bool IsInteractive => !Console.IsOutputRedirected && AnsiConsole.Profile.Capabilities.Ansi;

    public Task RunAsync(CancellationToken stopping) => IsInteractive ? RunTableAsync(stopping) : RunLinesAsync(stopping);

    private async Task RunTableAsync(CancellationToken stopping) =>
        await AnsiConsole.Live(table.Render(await snapshots.TakeAsync(stopping))).StartAsync(async live =>
        {
            using var timer = new PeriodicTimer(TableCadence, clock);
            while (await timer.WaitForNextTickAsync(stopping))
            {
                live.UpdateTarget(table.Render(await snapshots.TakeAsync(stopping)));
            }
        });

    private async Task RunLinesAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(LineCadence, clock);
        while (await timer.WaitForNextTickAsync(stopping))
        {
            foreach (var line in DemoLines.Of(await snapshots.TakeAsync(stopping))) Console.WriteLine(line);
        }
    }
}
