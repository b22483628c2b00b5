namespace SmartSectors.Mqtt;

/// <summary>The answer to an UNSUBSCRIBE: a reason for each filter, in its order; none in MQTT 3.1.1.</summary>
internal readonly record struct UnsubAckPacket(ushort PacketId, UnsubAckReason[] Reasons)
{
    // UNSUBACK = packet identifier, in MQTT 5.0 also properties, 1*reason code (§3.11.2, §3.11.3).
    public static byte[] Encode(MqttVersion version, ushort packetId, ReadOnlySpan<byte> reasonCodes)
    {
        var writer = new WireWriter().UInt16(packetId);
        if (version is MqttVersion.V5) writer.Properties(new WireWriter()).Raw(reasonCodes);
        return writer.ToPacket(PacketType.UnsubAck);
    }

    public static UnsubAckPacket Read(byte flags, ReadOnlySpan<byte> body, MqttVersion version)
    {
        if (flags != 0) MalformedPacketException.Throw(MalformedReason.ReservedBits);
        var reader = new WireReader(body);
        var packetId = reader.ReadPacketId();
        if (version is MqttVersion.V311)
        {
            reader.MustBeAtEnd();
            return new UnsubAckPacket(packetId, []);
        }

        PropertyReader.Check(reader.ReadProperties(version), PropertySet.Answer);
        if (reader.AtEnd) MalformedPacketException.Throw(MalformedReason.Truncated);
        var reasons = new UnsubAckReason[reader.Rest.Length];
        for (var i = 0; i < reasons.Length; i++)
        {
            reasons[i] = (UnsubAckReason)reader.ReadByte();
            if (!Enum.IsDefined(reasons[i])) MalformedPacketException.Throw(MalformedReason.ReasonCode); // [MQTT-3.11.3-2]
        }

        return new UnsubAckPacket(packetId, reasons);
    }
}
