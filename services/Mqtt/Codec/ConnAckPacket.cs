using System.Text;

namespace SmartSectors.Mqtt;

/// <summary>The server's answer to CONNECT (§3.2). What MQTT 3.1.1 cannot say is left out there.</summary>
internal sealed record ConnAckPacket
{
    /// <summary>MQTT 5.0 §3.2.2.3.3: absent means 65,535.</summary>
    public const ushort DefaultReceiveMaximum = ushort.MaxValue;

    public required ConnectReason Reason { get; init; }

    public ushort ReceiveMaximum { get; init; } = DefaultReceiveMaximum;

    /// <summary>Null means no limit beyond the protocol's own.</summary>
    public uint? MaximumPacketSize { get; init; }

    public ushort TopicAliasMaximum { get; init; }

    public QualityOfService MaximumQos { get; init; } = QualityOfService.ExactlyOnce;

    public bool RetainAvailable { get; init; } = true;

    public bool SubscriptionsAvailable { get; init; } = true;

    public string? AssignedClientId { get; init; }

    public ushort? ServerKeepAliveSeconds { get; init; }

    public uint? SessionExpirySeconds { get; init; }

    // CONNACK = acknowledge flags (no session is ever present), reason code, [properties].
    public byte[] Encode(MqttVersion version)
    {
        var writer = new WireWriter().Byte(0);
        if (version is MqttVersion.V311) return writer.Byte(Reason.ReturnCode311()).ToPacket(PacketType.ConnAck);

        return writer.Byte((byte)Reason).Properties(Properties()).ToPacket(PacketType.ConnAck);
    }

    public static ConnAckPacket Read(byte headerFlags, ReadOnlySpan<byte> body, MqttVersion version)
    {
        if (headerFlags != 0) MalformedPacketException.Throw(MalformedReason.ReservedBits);

        var reader = new WireReader(body);
        if (reader.ReadByte() > 1) MalformedPacketException.Throw(MalformedReason.ReservedBits); // §3.2.2.1
        var code = reader.ReadByte();
        var packet = new ConnAckPacket
        {
            Reason = version is MqttVersion.V311 ? ConnectReasons.FromReturnCode311(code) : (ConnectReason)code,
        };
        packet = packet.With(reader.ReadProperties(version));
        reader.MustBeAtEnd();
        return packet;
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
        if (!SubscriptionsAvailable)
        {
            properties
                .Property(PropertyId.WildcardSubscriptionAvailable, 0)
                .Property(PropertyId.SubscriptionIdentifierAvailable, 0)
                .Property(PropertyId.SharedSubscriptionAvailable, 0);
        }

        if (ServerKeepAliveSeconds is { } keepAlive) properties.Property(PropertyId.ServerKeepAlive, keepAlive);
        return properties;
    }

    private ConnAckPacket With(ReadOnlySpan<byte> properties)
    {
        var packet = this;
        var reader = new PropertyReader(properties, PropertySet.ConnAck);
        while (reader.MoveNext())
        {
            packet = reader.Id switch
            {
                PropertyId.SessionExpiryInterval => packet with { SessionExpirySeconds = reader.Number },
                PropertyId.ReceiveMaximum => packet with { ReceiveMaximum = (ushort)reader.Number },
                PropertyId.MaximumQos => packet with { MaximumQos = (QualityOfService)reader.Number },
                PropertyId.RetainAvailable => packet with { RetainAvailable = reader.Number == 1 },
                PropertyId.MaximumPacketSize => packet with { MaximumPacketSize = reader.Number },
                PropertyId.AssignedClientIdentifier => packet with { AssignedClientId = Encoding.UTF8.GetString(reader.Value) },
                PropertyId.TopicAliasMaximum => packet with { TopicAliasMaximum = (ushort)reader.Number },
                PropertyId.WildcardSubscriptionAvailable => packet with { SubscriptionsAvailable = reader.Number == 1 },
                PropertyId.ServerKeepAlive => packet with { ServerKeepAliveSeconds = (ushort)reader.Number },
                _ => packet,
            };
        }

        return packet;
    }
}
