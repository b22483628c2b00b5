namespace SmartSectors.Mqtt;

/// <summary>Encodes PUBLISH packets (MQTT 5.0 §3.3, MQTT 3.1.1 §3.3) straight into the caller's memory.</summary>
public static class PublishPacketWriter
{
    /// <summary>How many bytes <see cref="Write"/> will write.</summary>
    public static int Length(
        MqttVersion version, int topicLength, int payloadLength, QualityOfService qos, int propertiesLength = 0) =>
        OutgoingPublish.Length(version, topicLength, payloadLength, qos, propertiesLength);

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

        return new OutgoingPublish(topic, payload, properties)
        {
            Qos = qos,
            PacketId = packetId,
            Duplicate = duplicate,
            Retain = retain,
        }.Write(destination, version);
    }
}

/// <summary>Where the parts of a written PUBLISH lie, counted from its first byte.</summary>
/// <param name="PacketIdAt">The two bytes of the packet identifier; <see cref="NoPacketId"/> at QoS 0.</param>
/// <param name="PayloadAt">The first byte of the payload.</param>
/// <param name="Length">Of the whole packet.</param>
public readonly record struct PublishLayout(int PacketIdAt, int PayloadAt, int Length)
{
    public const int NoPacketId = -1;
}
