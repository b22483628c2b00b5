using System.Numerics;

namespace SmartSectors.Telemetry.Binary;

/// <summary>Non-negative integers packed at the least common width, low bits first: a width byte, then the bits, padded to bytes.</summary>
public static class BitPacker
{
    /// <summary>Appends the integers; their count is the reader's to know.</summary>
    public static void Write(ref ByteWriter writer, ReadOnlySpan<ulong> values)
    {
        var all = 0UL;
        foreach (var value in values) all |= value;
        var width = 64 - BitOperations.LeadingZeroCount(all);
        writer.WriteByte((byte)width);
        if (width == 0) return;

        UInt128 pending = 0;
        var bits = 0;
        foreach (var value in values)
        {
            pending |= (UInt128)value << bits;
            bits += width;
            for (; bits >= 8; bits -= 8)
            {
                writer.WriteByte((byte)pending);
                pending >>= 8;
            }
        }

        if (bits > 0) writer.WriteByte((byte)pending);
    }

    /// <summary>Reads as many integers as there is room for.</summary>
    public static void Read(ref ByteReader reader, scoped Span<ulong> values)
    {
        int width = reader.ReadByte();
        if (width > 64) throw new InvalidDataException("CORRUPT: packed integers of more than 64 bits.");
        if (width == 0)
        {
            values.Clear();
            return;
        }

        var bytes = reader.ReadBytes((int)((((long)values.Length * width) + 7) / 8));
        var mask = width == 64 ? ulong.MaxValue : (1UL << width) - 1;
        UInt128 pending = 0;
        var bits = 0;
        var at = 0;
        for (var i = 0; i < values.Length; i++)
        {
            for (; bits < width; bits += 8) pending |= (UInt128)bytes[at++] << bits;
            values[i] = (ulong)pending & mask;
            pending >>= width;
            bits -= width;
        }
    }
}
