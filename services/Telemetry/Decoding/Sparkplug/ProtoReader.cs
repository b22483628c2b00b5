using System.Buffers.Binary;

namespace SmartSectors.Telemetry.Decoding.Sparkplug;

/// <summary>The wire types of Protocol Buffers. Groups (3, 4) are deprecated and occur in no Sparkplug payload.</summary>
internal enum WireType : byte { Varint = 0, Fixed64 = 1, Bytes = 2, Fixed32 = 5 }

/// <summary>
/// Reads the Protocol Buffers wire format (protobuf.dev/programming-guides/encoding) over a span: no schema, no allocation,
/// nothing followed beyond the span. Nested messages are spans that the caller reads or not, so there is no depth to bound.
/// </summary>
internal ref struct ProtoReader(ReadOnlySpan<byte> message)
{
    private ReadOnlySpan<byte> _rest = message;

    public readonly bool IsAtEnd => _rest.IsEmpty;

    /// <summary>tag = (field_number &lt;&lt; 3) | wire_type, as a varint.</summary>
    public bool TryReadTag(out int field, out WireType type)
    {
        var read = TryReadVarint(out var tag);
        field = (int)(tag >> 3);
        type = (WireType)(tag & 7);
        return read && tag is >= 8 and <= uint.MaxValue; // field numbers are 1 … 2²⁹-1
    }

    /// <summary>At most ten bytes of seven bits each, the lowest first.</summary>
    public bool TryReadVarint(out ulong value)
    {
        if (!_rest.IsEmpty && _rest[0] < 0x80)
        {
            value = _rest[0];
            _rest = _rest[1..];
            return true;
        }

        value = 0;
        for (var at = 0; at < 10 && at < _rest.Length; at++)
        {
            var b = _rest[at];
            value |= (ulong)(b & 0x7F) << (7 * at);
            if (b >= 0x80) continue;
            _rest = _rest[(at + 1)..];
            return true;
        }
        return false;
    }

    public bool TryReadFixed32(out uint value)
    {
        if (!BinaryPrimitives.TryReadUInt32LittleEndian(_rest, out value)) return false;
        _rest = _rest[4..];
        return true;
    }

    public bool TryReadFixed64(out ulong value)
    {
        if (!BinaryPrimitives.TryReadUInt64LittleEndian(_rest, out value)) return false;
        _rest = _rest[8..];
        return true;
    }

    public bool TryReadBytes(out ReadOnlySpan<byte> bytes)
    {
        bytes = default;
        if (!TryReadVarint(out var length) || length > (ulong)_rest.Length) return false;
        bytes = _rest[..(int)length];
        _rest = _rest[(int)length..];
        return true;
    }

    public bool TrySkip(WireType type) => type switch
    {
        WireType.Varint => TryReadVarint(out _),
        WireType.Fixed64 => TryReadFixed64(out _),
        WireType.Bytes => TryReadBytes(out _),
        WireType.Fixed32 => TryReadFixed32(out _),
        _ => false,
    };
}
