namespace SmartSectors.Mqtt;

/// <summary>
/// SUBSCRIBE and UNSUBSCRIBE as far as a server needs that has no subscriptions yet: checked whole, and refused
/// filter by filter.
/// </summary>
internal static class SubscribePacket
{
    // [MQTT-3.8.1-1], [MQTT-3.10.1-1]: the flags of both are 0010.
    private const byte RequiredFlags = 0b0010;

    // MQTT 5.0 §3.9.3: "the SUBSCRIBE is valid but the server does not accept it"; MQTT 3.1.1 §3.9.3: failure.
    private const byte NotAccepted5 = 0x83;
    private const byte Failure311 = 0x80;

    // MQTT 5.0 §3.11.3.
    private const byte NoSubscriptionExisted = 0x11;

    // SUBSCRIBE = packet identifier, [properties], 1*(topic filter, options). Returns the SUBACK:
    // packet identifier, [properties], a reason code for each filter.
    public static byte[] Refuse(byte headerFlags, ReadOnlySpan<byte> body, MqttVersion version)
    {
        var reader = Open(headerFlags, body, version, PropertySet.Subscribe, out var answer);
        while (!reader.AtEnd)
        {
            ReadFilter(ref reader);
            CheckOptions(reader.ReadByte(), version);
            answer.Byte(version is MqttVersion.V5 ? NotAccepted5 : Failure311);
        }

        return answer.ToPacket(PacketType.SubAck);
    }

    // UNSUBSCRIBE = packet identifier, [properties], 1*topic filter. Returns the UNSUBACK, which in MQTT 3.1.1 has
    // no codes.
    public static byte[] AnswerUnsubscribe(byte headerFlags, ReadOnlySpan<byte> body, MqttVersion version)
    {
        var reader = Open(headerFlags, body, version, PropertySet.Unsubscribe, out var answer);
        while (!reader.AtEnd)
        {
            ReadFilter(ref reader);
            if (version is MqttVersion.V5) answer.Byte(NoSubscriptionExisted);
        }

        return answer.ToPacket(PacketType.UnsubAck);
    }

    private static WireReader Open(
        byte headerFlags, ReadOnlySpan<byte> body, MqttVersion version, ulong allowed, out WireWriter answer)
    {
        if (headerFlags != RequiredFlags) MalformedPacketException.Throw(MalformedReason.ReservedBits);
        var reader = new WireReader(body);
        answer = new WireWriter().UInt16(reader.ReadPacketId());
        var properties = new PropertyReader(reader.ReadProperties(version), allowed);
        while (properties.MoveNext())
        {
            // Checked by reading.
        }

        if (version is MqttVersion.V5) answer.VariableByteInteger(0);
        if (reader.AtEnd) MalformedPacketException.Throw(MalformedReason.NoTopicFilter); // [MQTT-3.8.3-2], [MQTT-3.10.3-2]
        return reader;
    }

    private static void ReadFilter(ref WireReader reader)
    {
        if (reader.ReadUtf8().IsEmpty) MalformedPacketException.Throw(MalformedReason.TopicFilterInvalid); // [MQTT-4.7.3-1]
    }

    // MQTT 5.0 §3.8.3.1: reserved (2), retain handling (2), retain as published, no local, QoS (2). MQTT 3.1.1: QoS only.
    private static void CheckOptions(byte options, MqttVersion version)
    {
        var reserved = version is MqttVersion.V5 ? 0b1100_0000 : 0b1111_1100;
        if ((options & reserved) != 0 || (options & 0b0011_0000) == 0b0011_0000)
        {
            MalformedPacketException.Throw(MalformedReason.ReservedBits);
        }

        if ((options & 0b11) == 0b11) MalformedPacketException.Throw(MalformedReason.QosInvalid);
    }
}
