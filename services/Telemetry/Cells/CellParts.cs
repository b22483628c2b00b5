namespace SmartSectors.Telemetry.Cells;

/// <summary>What of a stored cell is wanted besides its counts of readings: the rest is passed over.</summary>
[Flags]
public enum CellParts
{
    Counts = 0,
    Sum = 1 << 0,
    SumSquares = 1 << 1,

    /// <summary>The sums of the own value.</summary>
    Own = 1 << 2,
    Slots = 1 << 3,

    /// <summary>Minimum and maximum.</summary>
    Ends = 1 << 4,
    Devices = 1 << 5,
    Sketch = 1 << 6,

    /// <summary>The devices' slots, the last reading and the criteria.</summary>
    Rest = 1 << 7,
    All = (1 << 8) - 1,
}
