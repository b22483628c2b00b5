using SmartSectors.Telemetry.Binary;
using SmartSectors.Telemetry.Quality.Criteria;

namespace SmartSectors.Telemetry.Cells;

/// <summary>
/// The stored form of a cell, and its canonical one: equal cells have equal bytes. Layout: a mask of the parts that
/// follow, then each part; integers are LEB128 varints (signed ones zigzag), minimum and maximum raw doubles. The mask is
/// the version, too: a part that came later has a bit of its own, so older cells stay as they are, and a bit that is not
/// known is a cell of a newer version.
/// </summary>
public static class CellCodec
{
    [Flags]
    internal enum Parts : uint
    {
        Statistics = 1,
        Suspect = 2,
        Unevaluated = 4,
        Fail = 8,
        Own = 16,
        Slots = 32,
        DeviceSet = 64,
        DevicesOfChildren = 128,
        DeviceSlots = 256,
        Last = 512,
        Criteria = 1024,
        Known = 2047,
    }

    /// <summary>Appends the cell to a buffer.</summary>
    public static void Write(ref ByteWriter writer, Cell cell)
    {
        var parts = PartsOf(cell);
        writer.WriteVarint((uint)parts);
        if ((parts & Parts.Statistics) != 0)
        {
            writer.WriteSigned(cell.Pass);
            writer.WriteWide(cell.Sum);
            writer.WriteWide(cell.SumSquares);
            writer.WriteDouble(cell.Min);
            writer.WriteDouble(cell.Max);
            WriteSketch(ref writer, cell.Sketch);
        }

        if ((parts & Parts.Suspect) != 0) writer.WriteSigned(cell.Suspect);
        if ((parts & Parts.Unevaluated) != 0) writer.WriteSigned(cell.Unevaluated);
        if ((parts & Parts.Fail) != 0) writer.WriteSigned(cell.Fail);
        if ((parts & Parts.Own) != 0)
        {
            writer.WriteWide(cell.OwnSum);
            writer.WriteWide(cell.OwnWeight);
        }

        if ((parts & Parts.Slots) != 0)
        {
            writer.WriteSigned(cell.Expected);
            writer.WriteSigned(cell.Received);
        }

        if ((parts & Parts.DeviceSet) != 0) WriteDeviceSet(ref writer, cell);

        if ((parts & Parts.DevicesOfChildren) != 0) writer.WriteSigned(cell.DevicesOfChildren);
        if ((parts & Parts.DeviceSlots) != 0) WriteDeviceSlots(ref writer, cell.DeviceSlots!);
        if ((parts & Parts.Last) != 0) WriteLast(ref writer, cell.Last!);
        if ((parts & Parts.Criteria) != 0) WriteCriteria(ref writer, cell.Criteria!);
    }

    /// <summary>Reads a cell. Throws <see cref="InvalidDataException"/> when the bytes are not one.</summary>
    public static Cell Read(ref ByteReader reader)
    {
        var cell = new Cell();
        Read(ref reader, cell, CellParts.All);
        return cell;
    }

    /// <summary>Reads into a cell, which loses what it had. Its numbers cost little; of the rest there is what is wanted.</summary>
    public static void Read(ref ByteReader reader, Cell cell, CellParts wanted)
    {
        cell.Clear();
        var mask = reader.ReadVarint();
        if (mask > (ulong)Parts.Known) throw new InvalidDataException("CORRUPT: a cell has parts that this version does not know.");
        var parts = (Parts)mask;
        if ((parts & Parts.Statistics) != 0)
        {
            cell.Pass = reader.ReadSigned();
            cell.Sum = reader.ReadWide();
            cell.SumSquares = reader.ReadWide();
            cell.Min = reader.ReadDouble();
            cell.Max = reader.ReadDouble();
            if ((wanted & CellParts.Sketch) != 0) ReadSketch(ref reader, cell.Sketch);
            else SkipSketch(ref reader);
        }

        if ((parts & Parts.Suspect) != 0) cell.Suspect = reader.ReadSigned();
        if ((parts & Parts.Unevaluated) != 0) cell.Unevaluated = reader.ReadSigned();
        if ((parts & Parts.Fail) != 0) cell.Fail = reader.ReadSigned();
        if ((parts & Parts.Own) != 0)
        {
            cell.OwnSum = reader.ReadWide();
            cell.OwnWeight = reader.ReadWide();
        }

        if ((parts & Parts.Slots) != 0)
        {
            cell.Expected = reader.ReadSigned();
            cell.Received = reader.ReadSigned();
        }

        if (wanted < CellParts.Devices) return;
        if ((parts & Parts.DeviceSet) != 0) cell.DeviceSet = ReadDeviceSet(ref reader);
        if ((parts & Parts.DevicesOfChildren) != 0) cell.DevicesOfChildren = reader.ReadSigned();
        if ((parts & Parts.DeviceSlots) != 0) cell.DeviceSlots = ReadDeviceSlots(ref reader);
        if ((parts & Parts.Last) != 0) cell.Last = ReadLast(ref reader);
        if ((parts & Parts.Criteria) != 0) cell.Criteria = ReadCriteria(ref reader);
    }

    /// <summary>The canonical bytes of a cell.</summary>
    public static byte[] Encode(Cell cell)
    {
        var writer = new ByteWriter(128);
        Write(ref writer, cell);
        return writer.Written.ToArray();
    }

    // A cell of late changes may have flags that only changed places: counts that add up to nothing.
    internal static Parts PartsOf(Cell cell) =>
        (cell.Count != 0 || cell.Pass != 0 ? Parts.Statistics : 0)
        | (cell.Suspect != 0 ? Parts.Suspect : 0)
        | (cell.Unevaluated != 0 ? Parts.Unevaluated : 0)
        | (cell.Fail != 0 ? Parts.Fail : 0)
        | (cell.OwnSum != 0 || cell.OwnWeight != 0 ? Parts.Own : 0)
        | (cell.Expected != 0 || cell.Received != 0 ? Parts.Slots : 0)
        | (cell.DeviceSet.WordCount != 0 ? Parts.DeviceSet : 0)
        | (cell.DevicesOfChildren != 0 ? Parts.DevicesOfChildren : 0)
        | (cell.DeviceSlots is { BinCount: > 0 } ? Parts.DeviceSlots : 0)
        | (cell.Last is not null ? Parts.Last : 0)
        | (cell.Criteria is { IsEmpty: false } ? Parts.Criteria : 0);

    internal static void WriteDeviceSet(ref ByteWriter writer, Cell cell)
    {
        var words = cell.DeviceSet.WordCount;
        writer.WriteVarint((ulong)words);
        for (var i = 0; i < words; i++) writer.WriteVarint(cell.DeviceSet.WordAt(i));
    }

    internal static DeviceSet ReadDeviceSet(ref ByteReader reader)
    {
        var devices = new DeviceSet();
        var words = reader.ReadCount();
        for (var i = 0; i < words; i++) devices.SetWord(i, reader.ReadVarint());
        return devices;
    }

    internal static void WriteLast(ref ByteWriter writer, LastReading last)
    {
        writer.WriteSigned(last.TimeMs);
        writer.WriteDouble(last.Value);
    }

    internal static LastReading ReadLast(ref ByteReader reader) => new(reader.ReadSigned(), reader.ReadDouble());

    internal static void WriteCriteria(ref ByteWriter writer, CellCriteria criteria)
    {
        WriteShare(ref writer, criteria.Correct);
        WriteShare(ref writer, criteria.Clean);
        writer.WriteSigned(criteria.Asked);
        writer.WriteSigned(criteria.Alive);
        writer.WriteSigned(criteria.Prompt);
        WriteSketch(ref writer, criteria.Delays);
    }

    internal static CellCriteria ReadCriteria(ref ByteReader reader)
    {
        var criteria = new CellCriteria();
        criteria.Load(ReadShare(ref reader), ReadShare(ref reader));
        criteria.AddAsked(reader.ReadSigned(), reader.ReadSigned());
        criteria.AddPrompt(reader.ReadSigned());
        ReadSketch(ref reader, criteria.Delays);
        return criteria;
    }

    // What is missing to a full share: nothing, mostly, which takes two bytes.
    private static void WriteShare(ref ByteWriter writer, in WeightedShare share)
    {
        writer.WriteSigned(share.Weight);
        writer.WriteWide(((Int128)share.Weight * WeightedShare.UnitsPerSlot) - share.Sum);
    }

    private static WeightedShare ReadShare(ref ByteReader reader)
    {
        var weight = reader.ReadSigned();
        return new WeightedShare { Weight = weight, Sum = ((Int128)weight * WeightedShare.UnitsPerSlot) - reader.ReadWide() };
    }

    internal static void WriteSketch(ref ByteWriter writer, QuantileSketch sketch)
    {
        writer.WriteVarint((ulong)sketch.BinCount);
        var previous = 0;
        for (var i = 0; i < sketch.BinCount; i++)
        {
            writer.WriteSigned(sketch.Keys[i] - previous);
            writer.WriteVarint((ulong)sketch.Counts[i]);
            previous = sketch.Keys[i];
        }
    }

    private static void SkipSketch(ref ByteReader reader)
    {
        for (var left = 2 * reader.ReadCount(); left > 0; left--) reader.ReadVarint();
    }

    internal static void WriteDeviceSlots(ref ByteWriter writer, SlotSketch slots)
    {
        writer.WriteVarint((ulong)slots.BinCount);
        var previous = 0;
        foreach (var (key, count) in slots.Bins)
        {
            writer.WriteSigned(key - previous);
            writer.WriteSigned(count);
            previous = key;
        }
    }

    internal static SlotSketch ReadDeviceSlots(ref ByteReader reader)
    {
        var slots = new SlotSketch();
        var bins = reader.ReadCount();
        var key = 0;
        for (var i = 0; i < bins; i++)
        {
            key += (int)reader.ReadSigned();
            slots.Add((short)key, reader.ReadSigned());
        }

        return slots;
    }

    internal static void ReadSketch(ref ByteReader reader, QuantileSketch sketch)
    {
        var bins = reader.ReadCount();
        sketch.Load(bins);
        var key = 0;
        for (var i = 0; i < bins; i++)
        {
            key += (int)reader.ReadSigned();
            sketch.Append((short)key, (long)reader.ReadVarint());
        }
    }
}
