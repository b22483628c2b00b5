namespace SmartSectors.Telemetry.Cells;

/// <summary>A number of a cell, as a pack has it: a column of all its cells.</summary>
/// <param name="Part">By which it is asked for.</param>
internal sealed record CellColumn(CellParts Part, Func<Cell, Int128> Get, Action<Cell, Int128> Set)
{
    /// <summary>In the order in which they are stored. Where no cell has any, it is a column of noughts: five bytes.</summary>
    public static IReadOnlyList<CellColumn> All { get; } =
    [
        new(CellParts.Counts, cell => cell.Pass, (cell, value) => cell.Pass = (long)value),
        new(CellParts.Counts, cell => cell.Suspect, (cell, value) => cell.Suspect = (long)value),
        new(CellParts.Counts, cell => cell.Unevaluated, (cell, value) => cell.Unevaluated = (long)value),
        new(CellParts.Counts, cell => cell.Fail, (cell, value) => cell.Fail = (long)value),
        new(CellParts.Sum, cell => cell.Sum, (cell, value) => cell.Sum = value),
        new(CellParts.SumSquares, cell => cell.SumSquares, (cell, value) => cell.SumSquares = value),
        new(CellParts.Own, cell => cell.OwnSum, (cell, value) => cell.OwnSum = value),
        new(CellParts.Own, cell => cell.OwnWeight, (cell, value) => cell.OwnWeight = value),
        new(CellParts.Slots, cell => cell.Expected, (cell, value) => cell.Expected = (long)value),
        new(CellParts.Slots, cell => cell.Received, (cell, value) => cell.Received = (long)value),
        new(CellParts.Devices, cell => cell.DevicesOfChildren, (cell, value) => cell.DevicesOfChildren = (long)value),
    ];
}
