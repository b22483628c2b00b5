using SmartSectors.Telemetry.Binary;

namespace SmartSectors.Telemetry.Cells;

/// <summary>A cell in a pack.</summary>
/// <param name="Place">Of its window in the span.</param>
/// <param name="Standing">What the store says of the cell beside its content, such as its revision.</param>
public readonly record struct PackedCell(int Place, ulong Standing, Cell Content);

/// <summary>
/// The closed cells of one area or site, indicator and span, by columns: places, standings, the parts that each has, then
/// one column a counter or sum, the ends as decimals, the sets of devices (once, where all have the same), the sketches by
/// their bins, and at last what differs in form from cell to cell. So what a chart asks for is read without the rest
/// (<see cref="CellPackReader"/>), and a cell comes back as it was.
/// </summary>
public static class CellPackCodec
{
    internal const byte Format = 1;

    /// <summary>Appends a pack.</summary>
    /// <param name="cells">In the order of their places, at most <see cref="PackSpan.MaxWindows"/>, at least one.</param>
    public static void Write(ref ByteWriter writer, ReadOnlySpan<PackedCell> cells)
    {
        ArgumentOutOfRangeException.ThrowIfZero(cells.Length);
        writer.WriteByte(Format);
        writer.WriteVarint((ulong)cells.Length);
        Span<Int128> column = stackalloc Int128[IntegerColumn.MaxCount];
        column = column[..cells.Length];
        for (var i = 0; i < cells.Length; i++) column[i] = cells[i].Place;
        IntegerColumn.Write(ref writer, column);
        for (var i = 0; i < cells.Length; i++) column[i] = cells[i].Standing;
        IntegerColumn.Write(ref writer, column);
        for (var i = 0; i < cells.Length; i++) column[i] = (uint)CellCodec.PartsOf(cells[i].Content);
        IntegerColumn.Write(ref writer, column);
        foreach (var kind in CellColumn.All)
        {
            for (var i = 0; i < cells.Length; i++) column[i] = kind.Get(cells[i].Content);
            IntegerColumn.Write(ref writer, column);
        }

        WriteEnds(ref writer, cells);
        WriteDevices(ref writer, cells);
        SketchColumns.Write(ref writer, SketchesOf(cells));
        foreach (var (_, _, cell) in cells) WriteRest(ref writer, cell);
    }

    // Without the infinities of cells that have no readings.
    private static void WriteEnds(ref ByteWriter writer, ReadOnlySpan<PackedCell> cells)
    {
        Span<double> ends = stackalloc double[2 * PackSpan.MaxWindows];
        var count = 0;
        foreach (var (_, _, cell) in cells)
        {
            if (!HasStatistics(CellCodec.PartsOf(cell))) continue;
            ends[count++] = cell.Min;
            ends[count++] = cell.Max;
        }

        ends = ends[..count];
        Span<Int128> mantissas = stackalloc Int128[count];
        if (!TryScale(ends, mantissas, out var scale))
        {
            writer.WriteByte(byte.MaxValue);
            foreach (var end in ends) writer.WriteDouble(end);
            return;
        }

        writer.WriteByte((byte)scale);
        Span<Int128> half = stackalloc Int128[count / 2];
        for (var end = 0; end < 2; end++)
        {
            for (var i = 0; i < half.Length; i++) half[i] = mantissas[(2 * i) + end];
            IntegerColumn.Write(ref writer, half);
        }
    }

    private static bool TryScale(ReadOnlySpan<double> values, Span<Int128> mantissas, out int scale)
    {
        scale = 0;
        for (var i = 0; i < values.Length; i++)
        {
            if (DecimalForm.TryScale(values[i], scale, out var mantissa))
            {
                mantissas[i] = mantissa;
                continue;
            }

            if (!DecimalForm.TryFindScale(values[i], scale + 1, out scale)) return false;
            i = -1; // Again from the first, at the finer scale.
        }

        return true;
    }

    private static void WriteDevices(ref ByteWriter writer, ReadOnlySpan<PackedCell> cells)
    {
        var first = new ByteWriter(16);
        var all = new ByteWriter(16);
        var isOne = true;
        foreach (var (_, _, cell) in cells)
        {
            if (cell.DeviceSet.WordCount == 0) continue;
            var begin = all.Length;
            CellCodec.WriteDeviceSet(ref all, cell);
            if (first.Length == 0) CellCodec.WriteDeviceSet(ref first, cell);
            isOne &= all.Written[begin..].SequenceEqual(first.Written);
        }

        writer.WriteByte(isOne ? (byte)1 : (byte)0);
        writer.WriteBytes(isOne ? first.Written : all.Written);
    }

    private static List<QuantileSketch> SketchesOf(ReadOnlySpan<PackedCell> cells)
    {
        var sketches = new List<QuantileSketch>(cells.Length);
        foreach (var (_, _, cell) in cells)
        {
            if (HasStatistics(CellCodec.PartsOf(cell))) sketches.Add(cell.Sketch);
        }

        return sketches;
    }

    private static void WriteRest(ref ByteWriter writer, Cell cell)
    {
        var parts = CellCodec.PartsOf(cell);
        if ((parts & CellCodec.Parts.DeviceSlots) != 0) CellCodec.WriteDeviceSlots(ref writer, cell.DeviceSlots!);
        if ((parts & CellCodec.Parts.Last) != 0) CellCodec.WriteLast(ref writer, cell.Last!);
        if ((parts & CellCodec.Parts.Criteria) != 0) CellCodec.WriteCriteria(ref writer, cell.Criteria!);
    }

    internal static bool HasStatistics(CellCodec.Parts parts) => (parts & CellCodec.Parts.Statistics) != 0;
}
