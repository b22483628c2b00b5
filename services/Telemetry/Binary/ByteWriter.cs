using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;

namespace SmartSectors.Telemetry.Binary;

/// <summary>
/// Writes the project's own stored forms into a growing array: little-endian, LEB128 varints, zigzag for signed ones.
/// A struct that is passed by reference; <see cref="Reset"/> keeps the array for the next use.
/// </summary>
public struct ByteWriter(int capacity)
{
    private byte[] _bytes = new byte[Math.Max(capacity, 16)];

    public int Length { get; private set; }

    public readonly ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    /// <summary>The array behind, valid up to <see cref="Length"/>.</summary>
    public readonly byte[] Buffer => _bytes;

    public void Reset() => Length = 0;

    /// <summary>Takes back what was written after a length.</summary>
    public void Truncate(int length) => Length = length;

    public void WriteByte(byte value)
    {
        Reserve(1);
        _bytes[Length++] = value;
    }

    public void WriteVarint(ulong value)
    {
        Reserve(10);
        while (value >= 0x80)
        {
            _bytes[Length++] = (byte)(value | 0x80);
            value >>= 7;
        }

        _bytes[Length++] = (byte)value;
    }

    public void WriteSigned(long value) => WriteVarint((ulong)((value << 1) ^ (value >> 63)));

    /// <summary>A 128-bit integer: zigzag, then its low 64 bits and its high ones as varints; small ones take two bytes.</summary>
    public void WriteWide(Int128 value)
    {
        var zigzag = (UInt128)((value << 1) ^ (value >> 127));
        WriteVarint((ulong)zigzag);
        WriteVarint((ulong)(zigzag >> 64));
    }

    public void WriteDouble(double value)
    {
        Reserve(8);
        BinaryPrimitives.WriteDoubleLittleEndian(_bytes.AsSpan(Length), value);
        Length += 8;
    }

    public void WriteBytes(ReadOnlySpan<byte> value)
    {
        Reserve(value.Length);
        value.CopyTo(_bytes.AsSpan(Length));
        Length += value.Length;
    }

    /// <summary>A string as its UTF-8 length and bytes.</summary>
    public void WriteString(string value)
    {
        var count = Encoding.UTF8.GetByteCount(value);
        WriteVarint((ulong)count);
        Reserve(count);
        Encoding.UTF8.GetBytes(value, _bytes.AsSpan(Length));
        Length += count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Reserve(int count)
    {
        if (_bytes.Length - Length < count) Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + count));
    }
}
