using SmartSectors.Storage.Cells;
using SmartSectors.Storage.Sqlite;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Grains.Tests.Proofs;

/// <summary>All cells of a database, packed or not.</summary>
internal static class StoredCells
{
    public static List<(ushort Indicator, Window Window, CellRow Row)> Read(string path, CellKind kind)
    {
        using var database = Database.Open(path, readOnly: true);
        var cells = new List<(ushort, Window, CellRow)>();
        var table = new CellTable(database, kind);
        foreach (var indicator in Indicators(database))
        {
            foreach (var window in WindowCalendar.All) table.Walk(indicator, window, 0, long.MaxValue, row => cells.Add((indicator, window, row)));
        }

        return cells;
    }

    private static List<ushort> Indicators(Database database)
    {
        var indicators = new List<ushort>();
        var rows = database.Prepare("SELECT indicator FROM cells UNION SELECT indicator FROM packs");
        while (rows.Step()) indicators.Add((ushort)rows.Int(0));
        return indicators;
    }
}
