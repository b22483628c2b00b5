namespace SmartSectors.Mqtt;

internal static class ConnectPacketWriter
{
    // CONNECT as in ConnectPacketReader.
    public static byte[] Write(ConnectPacket packet)
    {
        var writer = new WireWriter()
            .Binary("MQTT"u8)
            .Byte((byte)packet.Version)
            .Byte((byte)ConnectFlagRules.Of(packet))
            .UInt16(packet.KeepAliveSeconds);
        if (packet.Version is MqttVersion.V5) writer.Properties(Properties(packet));

        writer.String(packet.ClientId);
        if (packet.Will is { } will)
        {
            if (packet.Version is MqttVersion.V5) writer.Properties(Properties(will));
            writer.Binary(will.Topic).Binary(will.Payload);
        }

        if (packet.UserName is not null) writer.String(packet.UserName);
        if (packet.Password is not null) writer.Binary(packet.Password);
        return writer.ToPacket(PacketType.Connect);
    }

    private static WireWriter Properties(ConnectPacket packet)
    {
        var properties = new WireWriter();
        if (packet.SessionExpirySeconds != 0) properties.Property(PropertyId.SessionExpiryInterval, packet.SessionExpirySeconds);
        if (packet.ReceiveMaximum != ConnectPacket.DefaultReceiveMaximum) properties.Property(PropertyId.ReceiveMaximum, packet.ReceiveMaximum);
        if (packet.MaximumPacketSize is { } size) properties.Property(PropertyId.MaximumPacketSize, size);
        if (packet.TopicAliasMaximum != 0) properties.Property(PropertyId.TopicAliasMaximum, packet.TopicAliasMaximum);
        if (packet.RequestResponseInformation) properties.Property(PropertyId.RequestResponseInformation, 1);
        if (!packet.RequestProblemInformation) properties.Property(PropertyId.RequestProblemInformation, 0);
        if (packet.AuthenticationMethod is not null) properties.Property(PropertyId.AuthenticationMethod, packet.AuthenticationMethod);
        if (packet.AuthenticationData is not null) properties.Property(PropertyId.AuthenticationData, packet.AuthenticationData);
        return properties.UserProperties(packet.UserProperties);
    }

    private static WireWriter Properties(WillMessage will)
    {
        var properties = new WireWriter();
        if (will.DelaySeconds != 0) properties.Property(PropertyId.WillDelayInterval, will.DelaySeconds);
        return properties.Raw(will.Properties);
    }
}
