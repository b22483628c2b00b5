using System.Text;

namespace SmartSectors.Mqtt.Tests.Conformance.Wire;

/// <summary>
/// Writes the data types of MQTT 5.0 §1.5. The conformance tests have an encoder and a decoder of their own, written from
/// the specification: with the server's they would agree with its mistakes.
/// </summary>
internal sealed class BytesBuilder
{
    private readonly List<byte> _bytes = [];

    public BytesBuilder U8(int value)
    {
        _bytes.Add((byte)value);
        return this;
    }

    public BytesBuilder U16(int value) => U8(value >> 8).U8(value);

    public BytesBuilder U32(uint value) => U16((int)(value >> 16)).U16((int)(value & 0xFFFF));

    public BytesBuilder VarInt(int value)
    {
        for (; value > 0x7F; value >>= 7) U8(value | 0x80);
        return U8(value);
    }

    public BytesBuilder Raw(params byte[] bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }

    public BytesBuilder Binary(params byte[] bytes) => U16(bytes.Length).Raw(bytes);

    public BytesBuilder Text(string text) => Binary(Encoding.UTF8.GetBytes(text));

    /// <summary>In MQTT 3.1.1 there are no properties, and no length of them.</summary>
    public BytesBuilder Properties(MqttVersion version, byte[] properties)
    {
        if (version is MqttVersion.V5) return VarInt(properties.Length).Raw(properties);
        return properties.Length == 0 ? this : throw new ArgumentException("MQTT 3.1.1 has no properties", nameof(properties));
    }

    public byte[] ToArray() => [.. _bytes];

    public byte[] ToPacket(int type, int flags = 0) => [.. new BytesBuilder().U8(type << 4 | flags).VarInt(_bytes.Count).ToArray(), .. _bytes];
}
