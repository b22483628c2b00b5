namespace SmartSectors.Mqtt;

internal static class ConnectPacketReader
{
    // CONNECT = protocol name, protocol level, connect flags, keep alive, [properties],
    //           client identifier, [[will properties], will topic, will payload], [user name], [password] (§3.1.2, §3.1.3).
    public static ConnectPacket Read(byte headerFlags, ReadOnlySpan<byte> body)
    {
        if (headerFlags != 0) MalformedPacketException.Throw(MalformedReason.ReservedBits); // [MQTT-2.1.3-1]

        var reader = new WireReader(body);
        var version = ReadVersion(ref reader);
        var flags = (ConnectFlags)reader.ReadByte();
        flags.Check(version);
        var packet = new ConnectPacket
        {
            Version = version,
            CleanStart = flags.HasFlag(ConnectFlags.CleanStart),
            KeepAliveSeconds = reader.ReadUInt16(),
        };
        packet = ReadProperties(packet, reader.ReadProperties(version));

        packet = packet with { ClientId = reader.ReadString() }; // [MQTT-3.1.3-4]
        if (flags.HasFlag(ConnectFlags.Will)) packet = packet with { Will = ReadWill(ref reader, flags, version) };
        if (flags.HasFlag(ConnectFlags.UserName)) packet = packet with { UserName = reader.ReadString() }; // [MQTT-3.1.3-12]
        if (flags.HasFlag(ConnectFlags.Password)) packet = packet with { Password = reader.ReadBinary().ToArray() };
        reader.MustBeAtEnd();
        return packet;
    }

    // [MQTT-3.1.2-1], [MQTT-3.1.2-2]
    private static MqttVersion ReadVersion(ref WireReader reader)
    {
        var name = reader.ReadBinary();
        var version = (MqttVersion)reader.ReadByte();
        if (!name.SequenceEqual("MQTT"u8) || version is not (MqttVersion.V311 or MqttVersion.V5))
        {
            MalformedPacketException.Throw(MalformedReason.UnsupportedProtocol);
        }

        return version;
    }

    private static ConnectPacket ReadProperties(ConnectPacket packet, ReadOnlySpan<byte> properties)
    {
        if (properties.IsEmpty) return packet;

        List<KeyValuePair<string, string>>? userProperties = null;
        var reader = new PropertyReader(properties, PropertySet.Connect);
        while (reader.MoveNext())
        {
            if (reader.Id is PropertyId.UserProperty) (userProperties ??= []).Add(reader.Pair);
            else packet = With(packet, reader);
        }

        if (packet is { AuthenticationData: not null, AuthenticationMethod: null })
        {
            MalformedPacketException.Throw(MalformedReason.PropertyMissing); // §3.1.2.11.10
        }

        return userProperties is null ? packet : packet with { UserProperties = userProperties };
    }

    private static ConnectPacket With(ConnectPacket packet, in PropertyReader property) => property.Id switch
    {
        PropertyId.SessionExpiryInterval => packet with { SessionExpirySeconds = property.Number },
        PropertyId.ReceiveMaximum => packet with { ReceiveMaximum = (ushort)property.Number },
        PropertyId.MaximumPacketSize => packet with { MaximumPacketSize = property.Number },
        PropertyId.TopicAliasMaximum => packet with { TopicAliasMaximum = (ushort)property.Number },
        PropertyId.RequestResponseInformation => packet with { RequestResponseInformation = property.Number == 1 },
        PropertyId.RequestProblemInformation => packet with { RequestProblemInformation = property.Number == 1 },
        PropertyId.AuthenticationMethod => packet with { AuthenticationMethod = property.Text },
        PropertyId.AuthenticationData => packet with { AuthenticationData = property.Value.ToArray() },
        _ => packet,
    };

    // [MQTT-3.1.2-9]
    private static WillMessage ReadWill(ref WireReader reader, ConnectFlags flags, MqttVersion version)
    {
        var properties = reader.ReadProperties(version);
        var delaySeconds = 0u;
        var property = new PropertyReader(properties, PropertySet.Will);
        while (property.MoveNext())
        {
            if (property.Id is PropertyId.WillDelayInterval) delaySeconds = property.Number;
        }

        var topic = reader.ReadBinary();
        TextRules.CheckTopicName(topic); // [MQTT-3.1.3-11], §4.7
        return new WillMessage
        {
            Topic = topic.ToArray(),
            Payload = reader.ReadBinary().ToArray(),
            Qos = flags.WillQos(),
            Retain = flags.HasFlag(ConnectFlags.WillRetain),
            DelaySeconds = delaySeconds,
            Properties = PublishProperties.CopyForwardable(properties),
        };
    }
}
