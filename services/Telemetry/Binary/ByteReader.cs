using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace SmartSectors.Telemetry.Binary;

/// <summary>Reads what <see cref="ByteWriter"/> wrote. Throws <see cref="InvalidDataException"/> where the bytes end early or make no sense.</summary>
public ref struct ByteReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    public int Position { get; private set; }

    public readonly int Remaining => _bytes.Length - Position;

    /// <summary>Everything that was not read yet.</summary>
    public readonly ReadOnlySpan<byte> Ahead => _bytes[Position..];

    public byte ReadByte() => Take(1)[0];

    /// <summary>The next byte, which stays the next.</summary>
    public readonly byte PeekByte()
    {
        if (Remaining < 1) ThrowCorrupt();
        return _bytes[Position];
    }

    public ulong ReadVarint()
    {
        var value = 0UL;
        for (var shift = 0; shift < 70; shift += 7)
        {
            var next = ReadByte();
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80) return value;
        }

        ThrowCorrupt();
        return 0;
    }

    public long ReadSigned()
    {
        var zigzag = ReadVarint();
        return (long)(zigzag >> 1) ^ -(long)(zigzag & 1);
    }

    public Int128 ReadWide()
    {
        var low = ReadVarint();
        var zigzag = new UInt128(ReadVarint(), low);
        return (Int128)(zigzag >> 1) ^ -(Int128)(zigzag & 1);
    }

    public double ReadDouble() => BinaryPrimitives.ReadDoubleLittleEndian(Take(8));

    /// <summary>A count of things that take a byte each at least: so no corrupt count asks for more memory than there are bytes.</summary>
    public int ReadCount()
    {
        var count = ReadVarint();
        if (count > (ulong)Remaining) ThrowCorrupt();
        return (int)count;
    }

    public ReadOnlySpan<byte> ReadBytes(int count) => Take(count);

    public string ReadString() => Encoding.UTF8.GetString(Take(ReadCount()));

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count < 0 || Remaining < count) ThrowCorrupt();
        var span = _bytes.Slice(Position, count);
        Position += count;
        return span;
    }

    [DoesNotReturn]
    private static void ThrowCorrupt() => throw new InvalidDataException("CORRUPT: stored bytes end early or make no sense.");
}
