using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace SmartSectors.Mqtt;

/// <summary>Writes the data types of MQTT 5.0 §1.5; for the rare packets, where allocating does not matter.</summary>
internal sealed class WireWriter
{
    private readonly ArrayBufferWriter<byte> _bytes = new(64);

    public ReadOnlySpan<byte> Written => _bytes.WrittenSpan;

    public WireWriter Byte(byte value)
    {
        _bytes.GetSpan(1)[0] = value;
        _bytes.Advance(1);
        return this;
    }

    public WireWriter UInt16(ushort value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(_bytes.GetSpan(2), value);
        _bytes.Advance(2);
        return this;
    }

    public WireWriter UInt32(uint value)
    {
        BinaryPrimitives.WriteUInt32BigEndian(_bytes.GetSpan(4), value);
        _bytes.Advance(4);
        return this;
    }

    public WireWriter VariableByteInteger(int value)
    {
        _bytes.Advance(Mqtt.VariableByteInteger.Write(_bytes.GetSpan(Mqtt.VariableByteInteger.MaxLength), value));
        return this;
    }

    public WireWriter Raw(ReadOnlySpan<byte> value)
    {
        _bytes.Write(value);
        return this;
    }

    public WireWriter Binary(ReadOnlySpan<byte> value)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value.Length, ushort.MaxValue);
        return UInt16((ushort)value.Length).Raw(value);
    }

    public WireWriter String(string value) => Binary(Encoding.UTF8.GetBytes(value));

    public WireWriter Property(PropertyId id, uint value)
    {
        Byte((byte)id);
        var bit = PropertySet.Bit(id);
        if (id is PropertyId.SubscriptionIdentifier) return VariableByteInteger(checked((int)value));
        if ((PropertySet.UInt32s & bit) != 0) return UInt32(value);
        if ((PropertySet.UInt16s & bit) != 0) return UInt16(checked((ushort)value));
        return Byte(checked((byte)value));
    }

    public WireWriter Property(PropertyId id, string value) => Byte((byte)id).String(value);

    public WireWriter Property(PropertyId id, ReadOnlySpan<byte> value) => Byte((byte)id).Binary(value);

    public WireWriter UserProperties(IReadOnlyList<KeyValuePair<string, string>> pairs)
    {
        foreach (var (name, value) in pairs) Property(PropertyId.UserProperty, name).String(value);
        return this;
    }

    /// <summary>The length of what <paramref name="properties"/> wrote, then it.</summary>
    public WireWriter Properties(WireWriter properties) =>
        VariableByteInteger(properties.Written.Length).Raw(properties.Written);

    /// <summary>The packet: fixed header and what was written.</summary>
    public byte[] ToPacket(PacketType type, byte flags = 0)
    {
        var body = _bytes.WrittenSpan;
        var packet = new byte[1 + Mqtt.VariableByteInteger.Length(body.Length) + body.Length];
        packet[0] = (byte)((int)type << 4 | flags);
        var size = 1 + Mqtt.VariableByteInteger.Write(packet.AsSpan(1), body.Length);
        body.CopyTo(packet.AsSpan(size));
        return packet;
    }
}
