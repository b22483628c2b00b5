using System.Buffers.Binary;
using System.Text;

namespace SmartSectors.Mqtt;

/// <summary>
/// Reads the data types of MQTT 5.0 §1.5 from one whole packet, so a field that is not there is malformed, never
/// "need more".
/// </summary>
internal ref struct WireReader(ReadOnlySpan<byte> packet)
{
    private ReadOnlySpan<byte> _rest = packet;

    public readonly bool AtEnd => _rest.IsEmpty;

    public readonly ReadOnlySpan<byte> Rest => _rest;

    public byte ReadByte() => Take(1)[0];

    /// <summary>§1.5.2 Two Byte Integer, big-endian.</summary>
    public ushort ReadUInt16() => BinaryPrimitives.ReadUInt16BigEndian(Take(2));

    /// <summary>§1.5.3 Four Byte Integer, big-endian.</summary>
    public uint ReadUInt32() => BinaryPrimitives.ReadUInt32BigEndian(Take(4));

    /// <summary>§1.5.5 Variable Byte Integer, which MQTT 3.1.1 has in the fixed header alone.</summary>
    public int ReadVariableByteInteger()
    {
        if (!VariableByteInteger.TryRead(_rest, out var value, out var length))
        {
            MalformedPacketException.Throw(MalformedReason.Truncated);
        }

        if (length != VariableByteInteger.Length(value)) MalformedPacketException.Throw(MalformedReason.LengthTooLong); // [MQTT-1.5.5-1]
        _rest = _rest[length..];
        return value;
    }

    /// <summary>§1.5.6 Binary Data: a two byte length and that many bytes.</summary>
    public ReadOnlySpan<byte> ReadBinary() => Take(ReadUInt16());

    /// <summary>§1.5.4 UTF-8 Encoded String.</summary>
    public ReadOnlySpan<byte> ReadUtf8()
    {
        var text = ReadBinary();
        TextRules.Check(text);
        return text;
    }

    public string ReadString() => Encoding.UTF8.GetString(ReadUtf8());

    /// <summary>§2.2.2 Properties: a variable byte integer and that many bytes; in MQTT 3.1.1 there are none.</summary>
    public ReadOnlySpan<byte> ReadProperties(MqttVersion version) =>
        version is MqttVersion.V5 ? Take(ReadVariableByteInteger()) : default;

    /// <summary>[MQTT-3.8.3-1], [MQTT-3.10.3-1]: UTF-8; [MQTT-4.7.3-1]: not empty.</summary>
    public ReadOnlySpan<byte> ReadTopicFilter()
    {
        var filter = ReadUtf8();
        if (filter.IsEmpty) MalformedPacketException.Throw(MalformedReason.TopicFilterInvalid);
        return filter;
    }

    public ushort ReadPacketId()
    {
        var id = ReadUInt16();
        if (id == 0) MalformedPacketException.Throw(MalformedReason.PacketIdZero); // [MQTT-2.2.1-3]
        return id;
    }

    public readonly void MustBeAtEnd()
    {
        if (!_rest.IsEmpty) MalformedPacketException.Throw(MalformedReason.TrailingBytes);
    }

    private ReadOnlySpan<byte> Take(int length)
    {
        if (length > _rest.Length) MalformedPacketException.Throw(MalformedReason.Truncated);
        var taken = _rest[..length];
        _rest = _rest[length..];
        return taken;
    }
}
