using System.Numerics;
using SmartSectors.Telemetry.Binary;

namespace SmartSectors.Telemetry.Cells;

/// <summary>
/// The sketches of a pack's cells, bin by bin: cells of one area that follow each other have the same bins, so a bin's
/// number stands once, and then its counts of all cells, packed, or only those that are not nought where few are.
/// </summary>
internal sealed class SketchColumns
{
    private const byte Sparse = byte.MaxValue;

    // Bins are numbered in 16 bits.
    private const int MaxBins = 1 << 16;

    private short[] _keys = [];
    private ulong[] _counts = []; // bin by bin
    private int _bins, _sketches;

    public static void Write(ref ByteWriter writer, IReadOnlyList<QuantileSketch> sketches)
    {
        var bins = new SortedSet<short>();
        foreach (var sketch in sketches)
        {
            foreach (var key in sketch.Keys) bins.Add(key);
        }

        writer.WriteVarint((ulong)bins.Count);
        Span<int> next = stackalloc int[sketches.Count];
        Span<ulong> counts = stackalloc ulong[sketches.Count];
        var previous = 0;
        foreach (var key in bins)
        {
            writer.WriteSigned(key - previous);
            previous = key;
            for (var i = 0; i < sketches.Count; i++)
                counts[i] = next[i] < sketches[i].BinCount && sketches[i].Keys[next[i]] == key ? (ulong)sketches[i].Counts[next[i]++] : 0;
            WriteCounts(ref writer, counts);
        }
    }

    /// <summary>Takes the columns of so many sketches. Throws <see cref="InvalidDataException"/> when the bytes are none.</summary>
    public void Read(ref ByteReader reader, int sketches)
    {
        _sketches = sketches;
        _bins = ReadBinCount(ref reader);
        if (_keys.Length < _bins) _keys = new short[_bins];
        if (_counts.Length < _bins * sketches) _counts = new ulong[_bins * sketches];
        var key = 0;
        for (var bin = 0; bin < _bins; bin++)
        {
            key += (int)reader.ReadSigned();
            _keys[bin] = (short)key;
            ReadCounts(ref reader, _counts.AsSpan(bin * sketches, sketches));
        }
    }

    /// <summary>Passes over the columns of so many sketches.</summary>
    public static void Skip(ref ByteReader reader, int sketches)
    {
        for (var bins = ReadBinCount(ref reader); bins > 0; bins--)
        {
            reader.ReadSigned();
            SkipCounts(ref reader, sketches);
        }
    }

    /// <summary>Fills an empty sketch.</summary>
    public void Fill(QuantileSketch sketch, int column)
    {
        var used = 0;
        for (var bin = 0; bin < _bins; bin++) used += _counts[(bin * _sketches) + column] != 0 ? 1 : 0;
        sketch.Load(used);
        for (var bin = 0; bin < _bins; bin++)
        {
            if (_counts[(bin * _sketches) + column] is not 0 and var count) sketch.Append(_keys[bin], (long)count);
        }
    }

    private static int ReadBinCount(ref ByteReader reader) =>
        reader.ReadCount() is var bins and <= MaxBins ? bins : throw new InvalidDataException("CORRUPT: a pack has more bins than there are.");

    private static void SkipCounts(ref ByteReader reader, int count)
    {
        if (reader.PeekByte() != Sparse)
        {
            BitPacker.Skip(ref reader, count);
            return;
        }

        reader.ReadByte();
        for (var left = 2 * reader.ReadCount(); left > 0; left--) reader.ReadVarint();
    }

    private static void WriteCounts(ref ByteWriter writer, ReadOnlySpan<ulong> counts)
    {
        var all = 0UL;
        var used = 0;
        foreach (var count in counts)
        {
            all |= count;
            used += count != 0 ? 1 : 0;
        }

        // Two bytes a count that is there, or a few bits a cell.
        var width = 64 - BitOperations.LeadingZeroCount(all);
        if (2 * used >= counts.Length * width / 8)
        {
            BitPacker.Write(ref writer, counts);
            return;
        }

        writer.WriteByte(Sparse);
        writer.WriteVarint((ulong)used);
        var next = 0;
        for (var i = 0; i < counts.Length; i++)
        {
            if (counts[i] == 0) continue;
            writer.WriteVarint((ulong)(i - next));
            writer.WriteVarint(counts[i]);
            next = i + 1;
        }
    }

    private static void ReadCounts(ref ByteReader reader, Span<ulong> counts)
    {
        if (reader.PeekByte() != Sparse)
        {
            BitPacker.Read(ref reader, counts);
            return;
        }

        reader.ReadByte();
        counts.Clear();
        var at = 0UL;
        for (var left = reader.ReadCount(); left > 0; left--, at++)
        {
            at += reader.ReadVarint();
            if (at >= (ulong)counts.Length) throw new InvalidDataException("CORRUPT: a pack has counts of cells that it lacks.");
            counts[(int)at] = reader.ReadVarint();
        }
    }
}
