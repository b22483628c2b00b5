using System.Buffers.Binary;
using System.Text.Unicode;

namespace SmartSectors.Telemetry.Decoding.Senml;

/// <summary>The major types of CBOR (RFC 8949 §3.1).</summary>
internal enum CborType : byte { Unsigned = 0, Negative = 1, Bytes = 2, Text = 3, Array = 4, Map = 5, Tag = 6, Simple = 7 }

/// <summary>The head of a data item: its type, its argument, and whether its length is open.</summary>
internal readonly record struct CborHead(CborType Type, ulong Argument, byte Info)
{
    /// <summary>Info 31: of indefinite length, or the break that ends one.</summary>
    public bool IsIndefinite => Info == 31;
}

/// <summary>
/// Reads CBOR (RFC 8949) over a span without allocation. A count is only ever counted down while items are there, so a
/// huge one costs nothing; depth is bounded by the caller.
/// </summary>
internal ref struct CborReader(ReadOnlySpan<byte> items)
{
    private const byte BreakByte = 0xFF;

    private ReadOnlySpan<byte> _rest = items;

    public readonly bool IsAtEnd => _rest.IsEmpty;

    /// <summary>§3: three bits of type, five of info; an argument of 0 to 8 bytes follows.</summary>
    public bool TryReadHead(out CborHead head)
    {
        head = default;
        if (_rest.IsEmpty) return false;
        var info = (byte)(_rest[0] & 0x1F);
        var type = (CborType)(_rest[0] >> 5);
        var size = info switch { < 24 => 0, 24 => 1, 25 => 2, 26 => 4, 27 => 8, 31 => 0, _ => -1 }; // 28 to 30 are reserved
        if (size < 0 || _rest.Length < 1 + size) return false;
        if (info == 31 && type is (CborType.Unsigned or CborType.Negative or CborType.Tag)) return false;

        var bytes = _rest.Slice(1, size);
        var argument = size switch
        {
            1 => bytes[0],
            2 => BinaryPrimitives.ReadUInt16BigEndian(bytes),
            4 => BinaryPrimitives.ReadUInt32BigEndian(bytes),
            8 => BinaryPrimitives.ReadUInt64BigEndian(bytes),
            _ => info == 31 ? 0UL : info,
        };
        head = new CborHead(type, argument, info);
        _rest = _rest[(1 + size)..];
        return true;
    }

    /// <summary>Whether an array or a map has a further item: counts a definite one down, takes the break of an indefinite one.</summary>
    public bool TryNextItem(CborHead container, ref ulong taken)
    {
        if (!container.IsIndefinite) return taken++ < container.Argument;
        if (_rest.IsEmpty || _rest[0] != BreakByte) return true; // at the end of the bytes, reading the item will fail
        _rest = _rest[1..];
        return false;
    }

    /// <summary>A text, in one piece over the body, or in chunks (§3.2.3) put together in <paramref name="buffer"/>.</summary>
    public bool TryReadText(CborHead head, Span<byte> buffer, out ReadOnlySpan<byte> text)
    {
        text = default;
        if (head.Type is not CborType.Text) return false;
        if (!head.IsIndefinite) return TryTake(head.Argument, out text) && Utf8.IsValid(text);

        var length = 0;
        ulong chunks = 0;
        while (TryNextItem(head, ref chunks))
        {
            if (!TryReadHead(out var chunk) || chunk.Type is not CborType.Text || chunk.IsIndefinite) return false;
            if (!TryTake(chunk.Argument, out var piece) || !Utf8.IsValid(piece) || !piece.TryCopyTo(buffer[length..])) return false;
            length += piece.Length;
        }
        text = buffer[..length];
        return true;
    }

    /// <summary>
    /// A number as SenML may have it (RFC 8428 §6): an integer, a float of any width, or a decimal fraction (tag 4,
    /// RFC 8949 §3.4.4: an array of exponent and mantissa).
    /// </summary>
    public bool TryReadNumber(CborHead head, out double number)
    {
        number = 0;
        switch (head.Type)
        {
            case CborType.Unsigned or CborType.Negative:
                number = ToInteger(head);
                return true;
            case CborType.Simple when head.Info == 25:
                number = (double)BitConverter.UInt16BitsToHalf((ushort)head.Argument);
                return true;
            case CborType.Simple when head.Info == 26:
                number = BitConverter.UInt32BitsToSingle((uint)head.Argument);
                return true;
            case CborType.Simple when head.Info == 27:
                number = BitConverter.UInt64BitsToDouble(head.Argument);
                return true;
            case CborType.Tag when head.Argument == 4:
                return TryReadDecimalFraction(out number);
            default:
                return false;
        }
    }

    /// <summary>Steps over what follows a head, with all that is in it.</summary>
    public bool TrySkip(CborHead head, int maxDepth)
    {
        if (maxDepth == 0) return false;
        ulong taken = 0;
        switch (head.Type)
        {
            case CborType.Bytes or CborType.Text when !head.IsIndefinite:
                return TryTake(head.Argument, out _);
            case CborType.Bytes or CborType.Text:
                while (TryNextItem(head, ref taken))
                {
                    if (!TryReadHead(out var chunk) || chunk.Type != head.Type || chunk.IsIndefinite || !TryTake(chunk.Argument, out _)) return false;
                }
                return true;
            case CborType.Array or CborType.Map:
                while (TryNextItem(head, ref taken))
                {
                    if (!TrySkipItem(maxDepth - 1) || (head.Type is CborType.Map && !TrySkipItem(maxDepth - 1))) return false;
                }
                return true;
            case CborType.Tag:
                return TrySkipItem(maxDepth - 1);
            default:
                return !head.IsIndefinite; // a break where an item should be
        }
    }

    private bool TrySkipItem(int maxDepth) => TryReadHead(out var head) && TrySkip(head, maxDepth);

    private bool TryReadDecimalFraction(out double number)
    {
        number = 0;
        if (!TryReadHead(out var array) || array is not { Type: CborType.Array, Argument: 2, IsIndefinite: false }) return false;
        if (!TryReadHead(out var exponent) || exponent.Type is not (CborType.Unsigned or CborType.Negative)) return false;
        if (!TryReadHead(out var mantissa) || mantissa.Type is not (CborType.Unsigned or CborType.Negative)) return false;

        // Dividing by an exact power of ten rounds once (see ShortDecimal); beyond 10²² the result is as good as Pow.
        var power = Math.Clamp(ToInteger(exponent), -400, 400);
        number = power < 0 ? ToInteger(mantissa) / Math.Pow(10, -power) : ToInteger(mantissa) * Math.Pow(10, power);
        return true;
    }

    private static double ToInteger(CborHead head) => head.Type is CborType.Negative ? -1.0 - head.Argument : head.Argument;

    private bool TryTake(ulong length, out ReadOnlySpan<byte> bytes)
    {
        bytes = default;
        if (length > (ulong)_rest.Length) return false;
        bytes = _rest[..(int)length];
        _rest = _rest[(int)length..];
        return true;
    }
}
