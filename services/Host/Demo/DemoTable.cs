using SmartSectors.Operations.Status;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace SmartSectors.Host.Demo;

/// <summary>
/// The demo on a terminal. Grey when normal: colour is kept for a platform that does not acknowledge and for what the
/// log warns of.
/// </summary>
internal sealed class DemoTable(string publish, string query, string dataDirectory, DemoLog log)
{
    private const int NameWidth = 32;

    private static readonly Style Quiet = new(Color.Grey);
    private static readonly Style Alarm = new(Color.Red, decoration: Decoration.Bold);
    private static readonly Style Warning = new(Color.Olive);

    public IRenderable Render(DemoSnapshot snapshot) => new Rows(
        new Text("SmartSectors", new Style(decoration: Decoration.Bold)),
        new Text($"publish {publish}   look {query}   stop Ctrl-C", Quiet),
        new Text($"data {dataDirectory}", Quiet).Overflow(Overflow.Ellipsis),
        Text.Empty,
        Figures(snapshot),
        Text.Empty,
        new Text(DemoText.State(snapshot), snapshot.Platform is { Acknowledging: true, StoppedPartitions.Count: 0 } ? Style.Plain : Alarm),
        new Text(DemoText.Ledger(snapshot.Ledger), snapshot.Ledger.Closes ? Quiet : Alarm),
        new Rows(log.Newest().Select(line => new Text(line, Warning))));

    // Fits 80 columns, and keeps its widths, so that nothing moves but the figures.
    private static Table Figures(DemoSnapshot snapshot)
    {
        var table = new Table().Border(TableBorder.None)
            .AddColumn(new TableColumn(new Text("the nation, newest minute", Quiet)).Width(NameWidth));
        foreach (var (title, width) in new[] { ("minute", 6), ("count", 6), ("mean", 8), ("min", 8), ("max", 8) })
        {
            table.AddColumn(new TableColumn(new Text(title, Quiet)).RightAligned().Width(width));
        }
        foreach (var (sector, devices, figures) in snapshot.Sectors)
        {
            table.AddEmptyRow();
            table.AddRow(Name(sector.ToString(), $"{DemoText.Whole(devices)} devices"));
            if (figures.Count == 0) table.AddRow(new Text("  waiting for the first minute", Quiet));
            foreach (var figure in figures) table.AddRow(Row(figure));
        }
        return table;
    }

    private static IEnumerable<IRenderable> Row(NationFigure figure) =>
    [
        Name($"  {figure.Indicator.NameEn}", figure.Indicator.UnitUcum),
        new Text(DemoText.Minute(figure.Point.Start), Quiet),
        new Text(DemoText.Whole(figure.Point.Count)),
        new Text(DemoText.Figure(figure.Point.Mean)),
        new Text(DemoText.Figure(figure.Point.Min)),
        new Text(DemoText.Figure(figure.Point.Max)),
    ];

    private static Paragraph Name(string name, string quiet)
    {
        var room = Math.Max(0, NameWidth - quiet.Length - 2);
        return new Paragraph().Append(name.Length <= room ? name : $"{name.AsSpan(0, Math.Max(0, room - 1))}…").Append($"  {quiet}", Quiet);
    }
}
