namespace SmartSectors.Mqtt;

/// <summary>Of a PUBLISH that is too long to be held: what tells whose it was, and what its broker needs to be rid of it.</summary>
internal static class CutPublish
{
    // PUBLISH = topic name, [packet identifier when QoS > 0], and what is passed over (§3.3.2).
    public static PublishPacket Read(byte flags, ReadOnlySpan<byte> body)
    {
        var qos = (QualityOfService)((flags >> 1) & 0b11);
        if (qos > QualityOfService.ExactlyOnce) MalformedPacketException.Throw(MalformedReason.QosInvalid); // [MQTT-3.3.1-4]

        var reader = new WireReader(body);
        var topic = reader.ReadBinary();
        TextRules.CheckTopicName(topic, ushort.MaxValue);
        return new PublishPacket
        {
            Topic = topic,
            Qos = qos,
            PacketId = qos is QualityOfService.AtMostOnce ? (ushort)0 : reader.ReadPacketId(),
            Duplicate = (flags & 0b1000) != 0,
            Retain = (flags & 0b0001) != 0,
        };
    }
}
