using System.Buffers.Binary;

namespace SmartSectors.Mqtt;

/// <summary>Encodes PUBLISH packets (MQTT 5.0 §3.3, MQTT 3.1.1 §3.3) straight into the caller's memory.</summary>
public static class PublishPacketWriter
{
    private const byte TypeAndNoFlags = (byte)PacketType.Publish << 4;

    /// <summary>How many bytes <see cref="Write"/> will write.</summary>
    public static int Length(
        MqttVersion version, int topicLength, int payloadLength, QualityOfService qos, int propertiesLength = 0)
    {
        var remaining = RemainingLength(version, topicLength, payloadLength, qos, propertiesLength);
        return 1 + VariableByteInteger.Length(remaining) + remaining;
    }

    // PUBLISH = 0011 DUP QoS(2) RETAIN, remaining length, topic name, [packet identifier], [properties], payload.
    /// <summary>Writes one packet and tells where its parts lie, so that a prepared packet can be patched and sent again.</summary>
    /// <param name="destination">At least <see cref="Length"/> bytes.</param>
    /// <param name="packetId">Not zero at QoS 1; not written at QoS 0.</param>
    /// <param name="properties">Encoded properties without their length (see <see cref="UserPropertyWriter"/>); none in MQTT 3.1.1.</param>
    public static PublishLayout Write(
        Span<byte> destination,
        MqttVersion version,
        ReadOnlySpan<byte> topic,
        ReadOnlySpan<byte> payload,
        QualityOfService qos,
        ushort packetId = 0,
        bool duplicate = false,
        bool retain = false,
        ReadOnlySpan<byte> properties = default)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(topic.Length, ushort.MaxValue);
        if (version is MqttVersion.V311 && !properties.IsEmpty)
        {
            throw new ArgumentException("MQTT 3.1.1 has no properties", nameof(properties));
        }

        destination[0] = (byte)(TypeAndNoFlags | (duplicate ? 0b1000 : 0) | (int)qos << 1 | (retain ? 1 : 0));
        var remaining = RemainingLength(version, topic.Length, payload.Length, qos, properties.Length);
        var at = 1 + VariableByteInteger.Write(destination[1..], remaining);

        BinaryPrimitives.WriteUInt16BigEndian(destination[at..], (ushort)topic.Length);
        topic.CopyTo(destination[(at + 2)..]);
        at += 2 + topic.Length;

        var packetIdAt = PublishLayout.NoPacketId;
        if (qos is not QualityOfService.AtMostOnce)
        {
            packetIdAt = at;
            BinaryPrimitives.WriteUInt16BigEndian(destination[at..], packetId);
            at += 2;
        }

        if (version is MqttVersion.V5)
        {
            at += VariableByteInteger.Write(destination[at..], properties.Length);
            properties.CopyTo(destination[at..]);
            at += properties.Length;
        }

        payload.CopyTo(destination[at..]);
        return new PublishLayout(packetIdAt, at, at + payload.Length);
    }

    private static int RemainingLength(
        MqttVersion version, int topicLength, int payloadLength, QualityOfService qos, int propertiesLength) =>
        2 + topicLength
        + (qos is QualityOfService.AtMostOnce ? 0 : 2)
        + (version is MqttVersion.V5 ? VariableByteInteger.Length(propertiesLength) + propertiesLength : 0)
        + payloadLength;
}

/// <summary>Where the parts of a written PUBLISH lie, counted from its first byte.</summary>
/// <param name="PacketIdAt">The two bytes of the packet identifier; <see cref="NoPacketId"/> at QoS 0.</param>
/// <param name="PayloadAt">The first byte of the payload.</param>
/// <param name="Length">Of the whole packet.</param>
public readonly record struct PublishLayout(int PacketIdAt, int PayloadAt, int Length)
{
    public const int NoPacketId = -1;
}
