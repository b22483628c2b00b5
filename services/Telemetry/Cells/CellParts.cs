namespace SmartSectors.Telemetry.Cells;

/// <summary>How much of a stored cell is wanted.</summary>
public enum CellParts
{
    /// <summary>Counts, sums, ends, slots and the sums of the own value: no devices, sketches, last reading and criteria.</summary>
    Sums,
    All,
}
