namespace SmartSectors.Mqtt;

internal static class ConnectPacketWriter
{
    // CONNECT as in ConnectPacketReader, without a will: this client has none.
    public static byte[] Write(ConnectPacket packet)
    {
        var flags = (packet.UserName is null ? 0 : 0b1000_0000)
            | (packet.Password is null ? 0 : 0b0100_0000)
            | (packet.CleanStart ? 0b0000_0010 : 0);
        var writer = new WireWriter()
            .Binary("MQTT"u8)
            .Byte((byte)packet.Version)
            .Byte((byte)flags)
            .UInt16(packet.KeepAliveSeconds);
        if (packet.Version is MqttVersion.V5) writer.Properties(Properties(packet));

        writer.String(packet.ClientId);
        if (packet.UserName is not null) writer.String(packet.UserName);
        if (packet.Password is not null) writer.Binary(packet.Password);
        return writer.ToPacket(PacketType.Connect);
    }

    private static WireWriter Properties(ConnectPacket packet)
    {
        var properties = new WireWriter();
        if (packet.SessionExpirySeconds != 0)
        {
            properties.Property(PropertyId.SessionExpiryInterval, packet.SessionExpirySeconds);
        }

        if (packet.AuthenticationMethod is not null)
        {
            properties.Property(PropertyId.AuthenticationMethod, packet.AuthenticationMethod);
        }

        foreach (var (name, value) in packet.UserProperties)
        {
            properties.Property(PropertyId.UserProperty, name).String(value);
        }

        return properties;
    }
}
