using System.Runtime.InteropServices;
using SmartSectors.Telemetry.Binary;

namespace SmartSectors.Telemetry.Cells;

/// <summary>A cell in a pack.</summary>
/// <param name="Place">Of its window in the span.</param>
/// <param name="Standing">What the store says of the cell beside its content, such as its revision.</param>
public readonly record struct PackedCell(int Place, ulong Standing, Cell Content);

/// <summary>
/// The closed cells of one area or site, indicator and span, by columns: places, standings, the parts that each has, then
/// one column a counter or sum, the ends as decimals, the sets of devices (once, where all have the same), the sketches by
/// their bins, and at last what differs in form from cell to cell. So what a chart asks for is read without the rest, and a
/// cell comes back as it was.
/// </summary>
public static class CellPackCodec
{
    private const byte Format = 1;

    private delegate Int128 Getter(Cell cell);

    private delegate void Setter(Cell cell, Int128 value);

    // In the order in which they are stored. Where no cell has any, it is a column of noughts: five bytes.
    private static readonly (Getter Get, Setter Set)[] s_columns =
    [
        (cell => cell.Pass, (cell, value) => cell.Pass = (long)value),
        (cell => cell.Suspect, (cell, value) => cell.Suspect = (long)value),
        (cell => cell.Unevaluated, (cell, value) => cell.Unevaluated = (long)value),
        (cell => cell.Fail, (cell, value) => cell.Fail = (long)value),
        (cell => cell.Sum, (cell, value) => cell.Sum = value),
        (cell => cell.SumSquares, (cell, value) => cell.SumSquares = value),
        (cell => cell.OwnSum, (cell, value) => cell.OwnSum = value),
        (cell => cell.OwnWeight, (cell, value) => cell.OwnWeight = value),
        (cell => cell.Expected, (cell, value) => cell.Expected = (long)value),
        (cell => cell.Received, (cell, value) => cell.Received = (long)value),
        (cell => cell.DevicesOfChildren, (cell, value) => cell.DevicesOfChildren = (long)value),
    ];

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
        foreach (var (get, _) in s_columns)
        {
            for (var i = 0; i < cells.Length; i++) column[i] = get(cells[i].Content);
            IntegerColumn.Write(ref writer, column);
        }

        WriteEnds(ref writer, cells);
        WriteDevices(ref writer, cells);
        SketchColumns.Write(ref writer, SketchesOf(cells));
        foreach (var (_, _, cell) in cells) WriteRest(ref writer, cell);
    }

    /// <summary>Appends a pack's cells to a list. Throws <see cref="InvalidDataException"/> when the bytes are no pack.</summary>
    public static void Read(ReadOnlySpan<byte> pack, CellParts wanted, List<PackedCell> into)
    {
        var reader = new ByteReader(pack);
        if (reader.ReadByte() is not Format and var format)
            throw new InvalidDataException($"CORRUPT: cells are packed in format {format}; this version reads {Format}.");
        var count = reader.ReadVarint();
        if (count is 0 or > PackSpan.MaxWindows) throw new InvalidDataException("CORRUPT: a pack's count of cells is out of range.");

        Span<Int128> column = stackalloc Int128[(int)count];
        Span<CellCodec.Parts> parts = stackalloc CellCodec.Parts[(int)count];
        var begin = into.Count;
        IntegerColumn.Read(ref reader, column);
        for (var i = 0; i < column.Length; i++) into.Add(new PackedCell(CheckedPlace(column[i], into, begin), 0, new Cell()));
        IntegerColumn.Read(ref reader, column);
        for (var i = 0; i < column.Length; i++) into[begin + i] = into[begin + i] with { Standing = (ulong)column[i] };
        IntegerColumn.Read(ref reader, column);
        for (var i = 0; i < column.Length; i++) parts[i] = CheckedParts(column[i]);
        foreach (var (_, set) in s_columns)
        {
            IntegerColumn.Read(ref reader, column);
            for (var i = 0; i < column.Length; i++) set(into[begin + i].Content, column[i]);
        }

        ReadEnds(ref reader, parts, into, begin);
        if (wanted == CellParts.Sums) return;
        ReadDevices(ref reader, parts, into, begin);
        SketchColumns.Read(ref reader, SketchesOf(CollectionsMarshal.AsSpan(into)[begin..]));
        for (var i = 0; i < parts.Length; i++) ReadRest(ref reader, parts[i], into[begin + i].Content);
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

    private static void ReadEnds(ref ByteReader reader, scoped ReadOnlySpan<CellCodec.Parts> parts, List<PackedCell> into, int begin)
    {
        var count = 0;
        foreach (var part in parts) count += HasStatistics(part) ? 1 : 0;
        var scale = reader.ReadByte();
        if (scale is > DecimalForm.MaxScale and not byte.MaxValue) throw new InvalidDataException("CORRUPT: a pack's scale is out of range.");
        Span<Int128> least = stackalloc Int128[count];
        Span<Int128> greatest = stackalloc Int128[count];
        if (scale != byte.MaxValue)
        {
            IntegerColumn.Read(ref reader, least);
            IntegerColumn.Read(ref reader, greatest);
        }

        var at = 0;
        for (var i = 0; i < parts.Length; i++)
        {
            if (!HasStatistics(parts[i])) continue;
            var cell = into[begin + i].Content;
            cell.Min = scale == byte.MaxValue ? reader.ReadDouble() : DecimalForm.Value((long)least[at], scale);
            cell.Max = scale == byte.MaxValue ? reader.ReadDouble() : DecimalForm.Value((long)greatest[at], scale);
            at++;
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

    private static void ReadDevices(ref ByteReader reader, scoped ReadOnlySpan<CellCodec.Parts> parts, List<PackedCell> into, int begin)
    {
        var isOne = reader.ReadByte() != 0;
        Cell? first = null;
        for (var i = 0; i < parts.Length; i++)
        {
            if ((parts[i] & CellCodec.Parts.DeviceSet) == 0) continue;
            var cell = into[begin + i].Content;
            if (isOne && first is not null) cell.DeviceSet.Merge(first.DeviceSet);
            else CellCodec.ReadDeviceSet(ref reader, first = cell);
        }
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

    private static void ReadRest(ref ByteReader reader, CellCodec.Parts parts, Cell cell)
    {
        if ((parts & CellCodec.Parts.DeviceSlots) != 0) cell.DeviceSlots = CellCodec.ReadDeviceSlots(ref reader);
        if ((parts & CellCodec.Parts.Last) != 0) cell.Last = CellCodec.ReadLast(ref reader);
        if ((parts & CellCodec.Parts.Criteria) != 0) CellCodec.ReadCriteria(ref reader, cell.GatherCriteria());
    }

    private static bool HasStatistics(CellCodec.Parts parts) => (parts & CellCodec.Parts.Statistics) != 0;

    private static int CheckedPlace(Int128 place, List<PackedCell> before, int begin) =>
        place >= (before.Count > begin ? before[^1].Place + 1 : 0) && place < PackSpan.MaxWindows
            ? (int)place
            : throw new InvalidDataException("CORRUPT: the cells of a pack are out of order.");

    private static CellCodec.Parts CheckedParts(Int128 parts) => parts >= 0 && parts <= (uint)CellCodec.Parts.Known
        ? (CellCodec.Parts)(uint)parts
        : throw new InvalidDataException("CORRUPT: a cell has parts that this version does not know.");
}
