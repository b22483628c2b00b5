using System.Diagnostics.CodeAnalysis;
using SmartSectors.Telemetry.Binary;
using SmartSectors.Telemetry.Quality.Criteria;

namespace SmartSectors.Telemetry.Cells;

/// <summary>
/// Reads packs, one after the other, into columns that it keeps for the next: a chart of many areas makes nothing of its
/// packs but its points. Of a pack those parts are read that are wanted. Not thread-safe.
/// </summary>
public sealed class CellPackReader
{
    private readonly int[] _places = new int[PackSpan.MaxWindows];
    private readonly ulong[] _standings = new ulong[PackSpan.MaxWindows];
    private readonly CellCodec.Parts[] _parts = new CellCodec.Parts[PackSpan.MaxWindows];
    private readonly Int128[]?[] _columns = new Int128[CellColumn.All.Count][];
    private readonly (double Least, double Greatest)[] _ends = new (double, double)[PackSpan.MaxWindows];
    private readonly DeviceSet[] _devices = new DeviceSet[PackSpan.MaxWindows];
    private readonly Rest[] _rest = new Rest[PackSpan.MaxWindows];
    private readonly SketchColumns _sketches = new();
    private readonly int[] _sketchOf = new int[PackSpan.MaxWindows];
    private readonly Cell _lent = new();
    private CellParts _wanted;

    private readonly record struct Rest(SlotSketch? Slots, LastReading? Last, CellCriteria? Criteria);

    /// <summary>How many cells the pack has; they are numbered in the order of their places.</summary>
    public int Count { get; private set; }

    /// <summary>Takes a pack, whose bytes are not needed any more afterwards. Throws <see cref="InvalidDataException"/> when they are none.</summary>
    public void Open(ReadOnlySpan<byte> pack, CellParts wanted)
    {
        Count = 0;
        var reader = new ByteReader(pack);
        if (reader.ReadByte() is not CellPackCodec.Format and var format)
            throw new InvalidDataException($"CORRUPT: cells are packed in format {format}; this version reads {CellPackCodec.Format}.");
        var count = reader.ReadVarint();
        if (count is 0 or > PackSpan.MaxWindows) ThrowCorrupt("a pack's count of cells is out of range");

        _wanted = wanted;
        ReadHead(ref reader, (int)count);
        ReadColumns(ref reader, (int)count);
        ReadTail(ref reader, _parts.AsSpan(0, (int)count));
        Count = (int)count;
    }

    /// <summary>Of a cell's window in the span.</summary>
    public int PlaceOf(int cell) => _places[cell];

    /// <summary>What the store says of a cell beside its content.</summary>
    public ulong StandingOf(int cell) => _standings[cell];

    /// <summary>The cell at a place; −1 for none.</summary>
    public int Find(int place) => Math.Max(-1, _places.AsSpan(0, Count).BinarySearch(place));

    /// <summary>A cell as far as it was wanted, until the next is lent.</summary>
    public Cell Lend(int cell)
    {
        _lent.Clear();
        Fill(cell, _lent);
        return _lent;
    }

    /// <summary>A cell as far as it was wanted, to keep.</summary>
    public Cell Take(int cell)
    {
        var taken = new Cell();
        Fill(cell, taken);
        return taken;
    }

    private void Fill(int at, Cell cell)
    {
        for (var i = 0; i < _columns.Length; i++)
        {
            if (IsWanted(CellColumn.All[i].Part)) CellColumn.All[i].Set(cell, _columns[i]![at]);
        }

        var hasStatistics = CellPackCodec.HasStatistics(_parts[at]);
        if (IsWanted(CellParts.Ends) && hasStatistics) (cell.Min, cell.Max) = _ends[at];
        if (IsWanted(CellParts.Devices)) cell.DeviceSet.Merge(_devices[at]);
        if (IsWanted(CellParts.Sketch) && hasStatistics) _sketches.Fill(cell.Sketch, _sketchOf[at]);
        if (IsWanted(CellParts.Rest)) (cell.DeviceSlots, cell.Last, cell.Criteria) = _rest[at];
    }

    private bool IsWanted(CellParts part) => (_wanted & part) == part;

    private void ReadHead(ref ByteReader reader, int count)
    {
        Span<Int128> column = stackalloc Int128[count];
        IntegerColumn.Read(ref reader, column);
        for (var i = 0; i < count; i++)
        {
            if (column[i] < (i > 0 ? _places[i - 1] + 1 : 0) || column[i] >= PackSpan.MaxWindows) ThrowCorrupt("the cells of a pack are out of order");
            _places[i] = (int)column[i];
        }

        IntegerColumn.Read(ref reader, column);
        for (var i = 0; i < count; i++) _standings[i] = (ulong)column[i];
        IntegerColumn.Read(ref reader, column);
        for (var i = 0; i < count; i++)
        {
            if (column[i] < 0 || column[i] > (uint)CellCodec.Parts.Known) ThrowCorrupt("a cell has parts that this version does not know");
            _parts[i] = (CellCodec.Parts)(uint)column[i];
        }
    }

    // The parts are numbered in the order in which they are stored: behind the last wanted one nothing is read.
    private void ReadColumns(ref ByteReader reader, int count)
    {
        for (var i = 0; i < _columns.Length; i++)
        {
            var part = CellColumn.All[i].Part;
            if (IsWanted(part)) IntegerColumn.Read(ref reader, (_columns[i] ??= new Int128[PackSpan.MaxWindows]).AsSpan(0, count));
            else if (_wanted > part || _wanted >= CellParts.Ends) IntegerColumn.Skip(ref reader, count);
        }
    }

    private void ReadTail(ref ByteReader reader, ReadOnlySpan<CellCodec.Parts> parts)
    {
        if (_wanted < CellParts.Ends) return;
        var count = 0;
        for (var i = 0; i < parts.Length; i++) _sketchOf[i] = CellPackCodec.HasStatistics(parts[i]) ? count++ : -1;
        ReadEnds(ref reader, parts, count);
        if (_wanted < CellParts.Devices) return;
        ReadDevices(ref reader, parts);
        if (_wanted < CellParts.Sketch) return;
        if (IsWanted(CellParts.Sketch)) _sketches.Read(ref reader, count);
        else SketchColumns.Skip(ref reader, count);
        if (!IsWanted(CellParts.Rest)) return;
        for (var i = 0; i < parts.Length; i++) _rest[i] = ReadRest(ref reader, parts[i]);
    }

    private void ReadEnds(ref ByteReader reader, scoped ReadOnlySpan<CellCodec.Parts> parts, int count)
    {
        var scale = reader.ReadByte();
        if (scale is > DecimalForm.MaxScale and not byte.MaxValue) ThrowCorrupt("a pack's scale is out of range");
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
            if (!CellPackCodec.HasStatistics(parts[i])) continue;
            _ends[i] = scale == byte.MaxValue
                ? (reader.ReadDouble(), reader.ReadDouble())
                : (DecimalForm.Value((long)least[at], scale), DecimalForm.Value((long)greatest[at], scale));
            at++;
        }
    }

    private void ReadDevices(ref ByteReader reader, scoped ReadOnlySpan<CellCodec.Parts> parts)
    {
        var isOne = reader.ReadByte() != 0;
        DeviceSet? first = null;
        for (var i = 0; i < parts.Length; i++)
        {
            if ((parts[i] & CellCodec.Parts.DeviceSet) == 0) _devices[i] = default;
            else if (isOne && first is { } same) _devices[i] = same;
            else first = _devices[i] = CellCodec.ReadDeviceSet(ref reader);
        }
    }

    private static Rest ReadRest(ref ByteReader reader, CellCodec.Parts parts) => new(
        (parts & CellCodec.Parts.DeviceSlots) != 0 ? CellCodec.ReadDeviceSlots(ref reader) : null,
        (parts & CellCodec.Parts.Last) != 0 ? CellCodec.ReadLast(ref reader) : null,
        (parts & CellCodec.Parts.Criteria) != 0 ? CellCodec.ReadCriteria(ref reader) : null);

    [DoesNotReturn]
    private static void ThrowCorrupt(string what) => throw new InvalidDataException($"CORRUPT: {what}.");
}
