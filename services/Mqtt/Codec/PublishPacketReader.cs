namespace SmartSectors.Mqtt;

internal static class PublishPacketReader
{
    private const int RetainFlag = 0b0001;
    private const int DuplicateFlag = 0b1000;

    // PUBLISH = topic name, [packet identifier when QoS > 0], [properties in MQTT 5.0], payload (§3.3.2, §3.3.3).
    public static PublishPacket Read(
        byte flags,
        ReadOnlySpan<byte> body,
        MqttVersion version,
        TopicAliases aliases,
        int maxTopicLength,
        PacketSender sender = PacketSender.Client)
    {
        var qos = (QualityOfService)((flags >> 1) & 0b11);
        if (qos > QualityOfService.ExactlyOnce) MalformedPacketException.Throw(MalformedReason.QosInvalid); // [MQTT-3.3.1-4]
        if (qos is QualityOfService.AtMostOnce && (flags & DuplicateFlag) != 0)
        {
            MalformedPacketException.Throw(MalformedReason.DuplicateAtQos0); // [MQTT-3.3.1-2]
        }

        var reader = new WireReader(body);
        var topic = reader.ReadBinary();
        TextRules.CheckTopicName(topic, maxTopicLength); // [MQTT-3.3.2-1], [MQTT-3.3.2-2]
        var packetId = qos is QualityOfService.AtMostOnce ? (ushort)0 : reader.ReadPacketId(); // [MQTT-2.2.1-2], [MQTT-2.2.1-3]
        var properties = reader.ReadProperties(version);

        var known = default(KnownProperties);
        if (!properties.IsEmpty)
        {
            known = new KnownProperties(properties, sender);
            topic = aliases.Resolve(topic, known.TopicAlias);
        }

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
            HasTopicAlias = known.TopicAlias is not null,
            MessageExpirySeconds = known.MessageExpirySeconds,
        };
    }

    /// <summary>What the packet's way depends on; walking all properties for it checks them once.</summary>
    private readonly struct KnownProperties
    {
        public KnownProperties(ReadOnlySpan<byte> properties, PacketSender sender)
        {
            var reader = new PropertyReader(
                properties, sender is PacketSender.Client ? PropertySet.PublishFromClient : PropertySet.PublishFromServer);
            while (reader.MoveNext())
            {
                if (reader.Id is PropertyId.TopicAlias) TopicAlias = (ushort)reader.Number;
                else if (reader.Id is PropertyId.MessageExpiryInterval) MessageExpirySeconds = reader.Number;
            }
        }

        public ushort? TopicAlias { get; }

        public uint? MessageExpirySeconds { get; }
    }
}
