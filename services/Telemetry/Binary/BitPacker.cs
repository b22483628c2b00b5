using System.Buffers.Binary;
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
        var width = ReadWidth(ref reader);
        if (width == 0)
        {
            values.Clear();
            return;
        }

        var ahead = reader.Ahead;
        var bytes = reader.ReadBytes(BytesOf(values.Length, width));
        var mask = width == 64 ? ulong.MaxValue : (1UL << width) - 1;
        var at = 0;
        if (width <= LongestInWord)
        {
            // What follows in the buffer may be read with the last ones, and is masked out.
            var last = ((ahead.Length - sizeof(ulong)) * 8L) + 7;
            for (var bit = 0L; at < values.Length && bit <= last; at++, bit += width)
                values[at] = (BinaryPrimitives.ReadUInt64LittleEndian(ahead[(int)(bit >> 3)..]) >> (int)(bit & 7)) & mask;
        }

        ReadByBytes(bytes, values[at..], (long)at * width, width, mask);
    }

    /// <summary>How many bits the integers that come next take each.</summary>
    public static int PeekWidth(ByteReader reader) => ReadWidth(ref reader);

    /// <summary>Passes over packed integers.</summary>
    public static void Skip(ref ByteReader reader, int count) => reader.ReadBytes(BytesOf(count, ReadWidth(ref reader)));

    // An integer that begins anywhere in the first byte of a word ends in the word.
    private const int LongestInWord = 57;

    private static void ReadByBytes(ReadOnlySpan<byte> bytes, Span<ulong> values, long bit, int width, ulong mask)
    {
        if (values.IsEmpty) return;
        var at = (int)(bit >> 3);
        UInt128 pending = (UInt128)(bytes[at++] >> (int)(bit & 7));
        var bits = 8 - (int)(bit & 7);
        foreach (ref var value in values)
        {
            for (; bits < width; bits += 8) pending |= (UInt128)bytes[at++] << bits;
            value = (ulong)pending & mask;
            pending >>= width;
            bits -= width;
        }
    }

    private static int ReadWidth(ref ByteReader reader) =>
        reader.ReadByte() is var width and <= 64 ? width : throw new InvalidDataException("CORRUPT: packed integers of more than 64 bits.");

    private static int BytesOf(int count, int width) => (int)((((long)count * width) + 7) / 8);
}
