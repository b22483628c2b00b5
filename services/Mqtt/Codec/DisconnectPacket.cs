namespace SmartSectors.Mqtt;

// DISCONNECT = nothing in MQTT 3.1.1; in MQTT 5.0 [reason code, [properties]] (§3.14.2).
internal static class DisconnectPacket
{
    public static byte[] Write(MqttVersion version, DisconnectReason reason)
    {
        var writer = new WireWriter();
        if (version is MqttVersion.V5 && reason is not DisconnectReason.NormalDisconnection) writer.Byte((byte)reason);
        return writer.ToPacket(PacketType.Disconnect);
    }

    public static DisconnectReason Read(byte headerFlags, ReadOnlySpan<byte> body, MqttVersion version)
    {
        if (headerFlags != 0) MalformedPacketException.Throw(MalformedReason.ReservedBits);
        var reader = new WireReader(body);
        if (version is MqttVersion.V311 || reader.AtEnd)
        {
            reader.MustBeAtEnd();
            return DisconnectReason.NormalDisconnection;
        }

        var reason = (DisconnectReason)reader.ReadByte();
        if (!reader.AtEnd)
        {
            var properties = new PropertyReader(reader.ReadProperties(version), PropertySet.Disconnect);
            while (properties.MoveNext())
            {
                // Checked by reading.
            }
        }

        reader.MustBeAtEnd();
        return reason;
    }
}
