using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace SmartSectors.Fleet.Cli;

/// <summary>One state of a run as a table.</summary>
internal static class ProgressTable
{
    public static IRenderable Render(FleetOptions options, FleetProgress progress)
    {
        var table = new Table { Border = TableBorder.Rounded, ShowHeaders = false };
        table.AddColumns("what", "value");
        table.Columns[1].RightAligned();
        table.AddRow("broker", Markup.Escape(options.Broker));
        table.AddRow("phase", Text(progress.Phase));
        table.AddRow("elapsed", progress.Elapsed.ToString(@"hh\:mm\:ss", CultureInfo.InvariantCulture));
        table.AddRow("sites · devices", $"{Number(progress.Sites)} · {Number(progress.Devices)}");
        table.AddRow("sent", Number(progress.Sent));
        if (options.Qos > 0)
        {
            table.AddRow("acknowledged", $"[green]{Number(progress.Acknowledged)}[/]");
            table.AddRow("refused", progress.Refused == 0 ? "0" : $"[yellow]{Number(progress.Refused)}[/]");
            table.AddRow("in flight", Number(progress.InFlight));
        }
        table.AddRow("messages/s", $"[bold]{Number(progress.PerSecond)}[/]");
        return table;
    }

    /// <summary>The same for a log.</summary>
    public static string Line(FleetProgress progress) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Text(progress.Phase)} {progress.Elapsed.TotalSeconds:F0} s: {progress.Devices} devices in {progress.Sites} sites, {progress.Sent} sent, {progress.Acknowledged} acknowledged, {progress.Refused} refused, {progress.InFlight} in flight, {progress.PerSecond:F0} messages/s");

    private static string Text(FleetPhase phase) => phase.ToString().ToLowerInvariant();

    private static string Number(double value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
