namespace SmartSectors.Mqtt;

/// <summary>A goodbye (§3.14). In MQTT 3.1.1 it says nothing, and only a client sends it.</summary>
internal sealed record DisconnectPacket
{
    public DisconnectReason Reason { get; init; }

    /// <summary>From a client only [MQTT-3.14.2-2]; null leaves what CONNECT said.</summary>
    public uint? SessionExpirySeconds { get; init; }

    public string? ReasonString { get; init; }

    public string? ServerReference { get; init; }

    public IReadOnlyList<KeyValuePair<string, string>> UserProperties { get; init; } = [];

    public static byte[] Write(MqttVersion version, DisconnectReason reason) =>
        Write(version, new DisconnectPacket { Reason = reason });

    // DISCONNECT = nothing in MQTT 3.1.1; in MQTT 5.0 [reason code, [properties]] (§3.14.2).
    public static byte[] Write(MqttVersion version, DisconnectPacket packet)
    {
        var writer = new WireWriter();
        if (version is MqttVersion.V311) return writer.ToPacket(PacketType.Disconnect);

        var properties = packet.Properties();
        if (!properties.Written.IsEmpty) writer.Byte((byte)packet.Reason).Properties(properties);
        else if (packet.Reason is not DisconnectReason.NormalDisconnection) writer.Byte((byte)packet.Reason);
        return writer.ToPacket(PacketType.Disconnect);
    }

    public static DisconnectPacket Read(
        byte headerFlags, ReadOnlySpan<byte> body, MqttVersion version, PacketSender sender = PacketSender.Client)
    {
        if (headerFlags != 0) MalformedPacketException.Throw(MalformedReason.ReservedBits); // [MQTT-3.14.1-1]

        var reader = new WireReader(body);
        if (version is MqttVersion.V311) reader.MustBeAtEnd();
        var reason = reader.AtEnd ? DisconnectReason.NormalDisconnection : (DisconnectReason)reader.ReadByte();
        if (!reason.MayBeSentBy(sender)) MalformedPacketException.Throw(MalformedReason.ReasonCode); // [MQTT-3.14.2-1]

        var packet = new DisconnectPacket { Reason = reason };
        if (!reader.AtEnd) packet = packet.With(reader.ReadProperties(version), sender);
        reader.MustBeAtEnd();
        return packet;
    }

    private WireWriter Properties()
    {
        var properties = new WireWriter();
        if (SessionExpirySeconds is { } expiry) properties.Property(PropertyId.SessionExpiryInterval, expiry);
        if (ReasonString is not null) properties.Property(PropertyId.ReasonString, ReasonString);
        if (ServerReference is not null) properties.Property(PropertyId.ServerReference, ServerReference);
        return properties.UserProperties(UserProperties);
    }

    private DisconnectPacket With(ReadOnlySpan<byte> properties, PacketSender sender)
    {
        var packet = this;
        List<KeyValuePair<string, string>>? userProperties = null;
        var reader = new PropertyReader(
            properties, sender is PacketSender.Client ? PropertySet.DisconnectFromClient : PropertySet.DisconnectFromServer);
        while (reader.MoveNext())
        {
            switch (reader.Id)
            {
                case PropertyId.SessionExpiryInterval:
                    packet = packet with { SessionExpirySeconds = reader.Number };
                    break;
                case PropertyId.ReasonString:
                    packet = packet with { ReasonString = reader.Text };
                    break;
                case PropertyId.ServerReference:
                    packet = packet with { ServerReference = reader.Text };
                    break;
                case PropertyId.UserProperty:
                    (userProperties ??= []).Add(reader.Pair);
                    break;
            }
        }

        return userProperties is null ? packet : packet with { UserProperties = userProperties };
    }
}
