namespace SmartSectors.Mqtt;

/// <summary>The server's answer to CONNECT (§3.2). What MQTT 3.1.1 cannot say is left out there.</summary>
internal sealed record ConnAckPacket
{
    /// <summary>MQTT 5.0 §3.2.2.3.3: absent means 65,535.</summary>
    public const ushort DefaultReceiveMaximum = ushort.MaxValue;

    public required ConnectReason Reason { get; init; }

    /// <summary>Whether the server had kept a session of the client's; never with a refusal [MQTT-3.2.2-6].</summary>
    public bool SessionPresent { get; init; }

    public ushort ReceiveMaximum { get; init; } = DefaultReceiveMaximum;

    /// <summary>Null means no limit beyond the protocol's own.</summary>
    public uint? MaximumPacketSize { get; init; }

    public ushort TopicAliasMaximum { get; init; }

    public QualityOfService MaximumQos { get; init; } = QualityOfService.ExactlyOnce;

    public bool RetainAvailable { get; init; } = true;

    public bool WildcardAvailable { get; init; } = true;

    public bool SubscriptionIdentifiersAvailable { get; init; } = true;

    public bool SharedAvailable { get; init; } = true;

    public string? AssignedClientId { get; init; }

    public ushort? ServerKeepAliveSeconds { get; init; }

    public uint? SessionExpirySeconds { get; init; }

    public string? ReasonString { get; init; }

    public string? ServerReference { get; init; }

    /// <summary>What the client may build response topics on, if it asked (§3.2.2.3.15).</summary>
    public string? ResponseInformation { get; init; }

    public string? AuthenticationMethod { get; init; }

    public byte[]? AuthenticationData { get; init; }

    public IReadOnlyList<KeyValuePair<string, string>> UserProperties { get; init; } = [];

    // CONNACK = acknowledge flags (session present), reason code, [properties] (§3.2.2).
    public byte[] Encode(MqttVersion version)
    {
        var sessionPresent = SessionPresent && Reason is ConnectReason.Success;
        var writer = new WireWriter().Byte(sessionPresent ? (byte)1 : (byte)0);
        if (version is MqttVersion.V311) return writer.Byte(Reason.ReturnCode311()).ToPacket(PacketType.ConnAck);

        return writer.Byte((byte)Reason).Properties(Properties()).ToPacket(PacketType.ConnAck);
    }

    public static ConnAckPacket Read(byte headerFlags, ReadOnlySpan<byte> body, MqttVersion version)
    {
        if (headerFlags != 0) MalformedPacketException.Throw(MalformedReason.ReservedBits);

        var reader = new WireReader(body);
        var flags = reader.ReadByte();
        if (flags > 1) MalformedPacketException.Throw(MalformedReason.ReservedBits); // [MQTT-3.2.2-1]
        var reason = ReadReason(ref reader, version);
        if (flags == 1 && reason is not ConnectReason.Success) MalformedPacketException.Throw(MalformedReason.ReasonCode); // [MQTT-3.2.2-6]

        var packet = new ConnAckPacket { Reason = reason, SessionPresent = flags == 1 };
        packet = packet.With(reader.ReadProperties(version));
        reader.MustBeAtEnd();
        return packet;
    }

    private static ConnectReason ReadReason(ref WireReader reader, MqttVersion version)
    {
        var code = reader.ReadByte();
        if (version is MqttVersion.V311) return ConnectReasons.FromReturnCode311(code);
        if (!Enum.IsDefined((ConnectReason)code)) MalformedPacketException.Throw(MalformedReason.ReasonCode); // [MQTT-3.2.2-8]
        return (ConnectReason)code;
    }

    private WireWriter Properties()
    {
        var properties = new WireWriter();
        if (SessionExpirySeconds is { } expiry) properties.Property(PropertyId.SessionExpiryInterval, expiry);
        if (ReceiveMaximum != DefaultReceiveMaximum) properties.Property(PropertyId.ReceiveMaximum, ReceiveMaximum);
        if (MaximumQos < QualityOfService.ExactlyOnce) properties.Property(PropertyId.MaximumQos, (uint)MaximumQos);
        if (!RetainAvailable) properties.Property(PropertyId.RetainAvailable, 0);
        if (MaximumPacketSize is { } size) properties.Property(PropertyId.MaximumPacketSize, size);
        if (AssignedClientId is { } id) properties.Property(PropertyId.AssignedClientIdentifier, id);
        if (TopicAliasMaximum != 0) properties.Property(PropertyId.TopicAliasMaximum, TopicAliasMaximum);
        if (ReasonString is not null) properties.Property(PropertyId.ReasonString, ReasonString);
        if (!WildcardAvailable) properties.Property(PropertyId.WildcardSubscriptionAvailable, 0);
        if (!SubscriptionIdentifiersAvailable) properties.Property(PropertyId.SubscriptionIdentifierAvailable, 0);
        if (!SharedAvailable) properties.Property(PropertyId.SharedSubscriptionAvailable, 0);
        if (ServerKeepAliveSeconds is { } keepAlive) properties.Property(PropertyId.ServerKeepAlive, keepAlive);
        if (ResponseInformation is not null) properties.Property(PropertyId.ResponseInformation, ResponseInformation);
        if (ServerReference is not null) properties.Property(PropertyId.ServerReference, ServerReference);
        if (AuthenticationMethod is not null) properties.Property(PropertyId.AuthenticationMethod, AuthenticationMethod);
        if (AuthenticationData is not null) properties.Property(PropertyId.AuthenticationData, AuthenticationData);
        return properties.UserProperties(UserProperties);
    }

    private ConnAckPacket With(ReadOnlySpan<byte> properties)
    {
        var packet = this;
        List<KeyValuePair<string, string>>? userProperties = null;
        var reader = new PropertyReader(properties, PropertySet.ConnAck);
        while (reader.MoveNext())
        {
            if (reader.Id is PropertyId.UserProperty) (userProperties ??= []).Add(reader.Pair);
            else packet = With(packet, reader);
        }

        return userProperties is null ? packet : packet with { UserProperties = userProperties };
    }

    private static ConnAckPacket With(ConnAckPacket packet, in PropertyReader property) => property.Id switch
    {
        PropertyId.SessionExpiryInterval => packet with { SessionExpirySeconds = property.Number },
        PropertyId.ReceiveMaximum => packet with { ReceiveMaximum = (ushort)property.Number },
        PropertyId.MaximumQos => packet with { MaximumQos = (QualityOfService)property.Number },
        PropertyId.RetainAvailable => packet with { RetainAvailable = property.Number == 1 },
        PropertyId.MaximumPacketSize => packet with { MaximumPacketSize = property.Number },
        PropertyId.AssignedClientIdentifier => packet with { AssignedClientId = property.Text },
        PropertyId.TopicAliasMaximum => packet with { TopicAliasMaximum = (ushort)property.Number },
        PropertyId.ReasonString => packet with { ReasonString = property.Text },
        PropertyId.WildcardSubscriptionAvailable => packet with { WildcardAvailable = property.Number == 1 },
        PropertyId.SubscriptionIdentifierAvailable => packet with { SubscriptionIdentifiersAvailable = property.Number == 1 },
        PropertyId.SharedSubscriptionAvailable => packet with { SharedAvailable = property.Number == 1 },
        PropertyId.ServerKeepAlive => packet with { ServerKeepAliveSeconds = (ushort)property.Number },
        PropertyId.ResponseInformation => packet with { ResponseInformation = property.Text },
        PropertyId.ServerReference => packet with { ServerReference = property.Text },
        PropertyId.AuthenticationMethod => packet with { AuthenticationMethod = property.Text },
        PropertyId.AuthenticationData => packet with { AuthenticationData = property.Value.ToArray() },
        _ => packet,
    };
}
