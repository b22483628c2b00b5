namespace SmartSectors.Mqtt;

internal static class PublishPacketReader
{
    private const int RetainFlag = 0b0001;
    private const int DuplicateFlag = 0b1000;

    // PUBLISH = topic name, [packet identifier when QoS > 0], [properties in MQTT 5.0], payload (§3.3.2, §3.3.3).
    public static PublishPacket Read(
        byte flags, ReadOnlySpan<byte> body, MqttVersion version, TopicAliases aliases, int maxTopicLength)
    {
        var qos = (QualityOfService)((flags >> 1) & 0b11);
        if (qos > QualityOfService.AtLeastOnce) ThrowQos(qos);
        if (qos is QualityOfService.AtMostOnce && (flags & DuplicateFlag) != 0)
        {
            MalformedPacketException.Throw(MalformedReason.DuplicateAtQos0); // [MQTT-3.3.1-2]
        }

        var reader = new WireReader(body);
        var topic = reader.ReadBinary();
        TextRules.CheckTopicName(topic, maxTopicLength);
        var packetId = qos is QualityOfService.AtLeastOnce ? reader.ReadPacketId() : (ushort)0;
        var properties = reader.ReadProperties(version);

        if (!properties.IsEmpty) topic = aliases.Resolve(topic, FindAlias(properties));
        if (topic.IsEmpty) MalformedPacketException.Throw(MalformedReason.TopicEmpty); // §3.3.2.1, [MQTT-4.7.3-1]

        return new PublishPacket
        {
            Topic = topic,
            Payload = reader.Rest,
            Properties = properties,
            Qos = qos,
            Duplicate = (flags & DuplicateFlag) != 0,
            Retain = (flags & RetainFlag) != 0,
            PacketId = packetId,
        };
    }

    /// <summary>Walks all properties, so that they are checked once; null when there is no topic alias.</summary>
    private static ushort? FindAlias(ReadOnlySpan<byte> properties)
    {
        ushort? alias = null;
        var reader = new PropertyReader(properties, PropertySet.Publish);
        while (reader.MoveNext())
        {
            if (reader.Id is PropertyId.TopicAlias) alias = (ushort)reader.Number;
            else if (reader.Id is PropertyId.ResponseTopic) TextRules.CheckTopicName(reader.Value, ushort.MaxValue); // [MQTT-3.3.2-14]
        }

        return alias;
    }

    private static void ThrowQos(QualityOfService qos) => MalformedPacketException.Throw(
        qos is QualityOfService.ExactlyOnce ? MalformedReason.QosNotSupported : MalformedReason.QosInvalid); // [MQTT-3.3.1-4]
}
