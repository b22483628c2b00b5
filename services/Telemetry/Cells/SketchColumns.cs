using System.Buffers;
using System.Numerics;
using SmartSectors.Telemetry.Binary;

namespace SmartSectors.Telemetry.Cells;

/// <summary>
/// The sketches of a pack's cells, bin by bin: cells of one area that follow each other have the same bins, so a bin's
/// number stands once, and then its counts of all cells, packed, or only those that are not nought where few are.
/// </summary>
internal static class SketchColumns
{
    private const byte Sparse = byte.MaxValue;

    // Bins are numbered in 16 bits.
    private const int MaxBins = 1 << 16;

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

    /// <summary>Fills empty sketches. Throws <see cref="InvalidDataException"/> when the bytes are none.</summary>
    public static void Read(ref ByteReader reader, IReadOnlyList<QuantileSketch> sketches)
    {
        var bins = reader.ReadCount();
        if (bins > MaxBins) throw new InvalidDataException("CORRUPT: a pack has more bins than there are.");
        var keys = ArrayPool<short>.Shared.Rent(bins);
        var counts = ArrayPool<ulong>.Shared.Rent(bins * sketches.Count);
        try
        {
            var key = 0;
            for (var bin = 0; bin < bins; bin++)
            {
                key += (int)reader.ReadSigned();
                keys[bin] = (short)key;
                ReadCounts(ref reader, counts.AsSpan(bin * sketches.Count, sketches.Count));
            }

            for (var i = 0; i < sketches.Count; i++) Fill(sketches[i], keys.AsSpan(0, bins), counts.AsSpan(0, bins * sketches.Count), i, sketches.Count);
        }
        finally
        {
            ArrayPool<short>.Shared.Return(keys);
            ArrayPool<ulong>.Shared.Return(counts);
        }
    }

    private static void Fill(QuantileSketch sketch, ReadOnlySpan<short> keys, ReadOnlySpan<ulong> counts, int column, int columns)
    {
        var used = 0;
        for (var at = column; at < counts.Length; at += columns) used += counts[at] != 0 ? 1 : 0;
        sketch.Load(used);
        for (var bin = 0; bin < keys.Length; bin++)
        {
            if (counts[(bin * columns) + column] is not 0 and var count) sketch.Append(keys[bin], (long)count);
        }
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
