namespace SmartSectors.Mqtt;

/// <summary>The answer to a SUBSCRIBE: a reason for each filter, in its order.</summary>
internal readonly record struct SubAckPacket(ushort PacketId, SubAckReason[] Reasons)
{
    // SUBACK = packet identifier, [properties], 1*reason code (§3.9.2, §3.9.3).
    public static byte[] Encode(MqttVersion version, ushort packetId, ReadOnlySpan<byte> reasonCodes)
    {
        var writer = new WireWriter().UInt16(packetId);
        if (version is MqttVersion.V5) return writer.Properties(new WireWriter()).Raw(reasonCodes).ToPacket(PacketType.SubAck);

        foreach (var code in reasonCodes) writer.Byte(Math.Min(code, (byte)SubAckReason.UnspecifiedError)); // 3.1.1 [MQTT-3.9.3-2]
        return writer.ToPacket(PacketType.SubAck);
    }

    public static SubAckPacket Read(byte flags, ReadOnlySpan<byte> body, MqttVersion version)
    {
        if (flags != 0) MalformedPacketException.Throw(MalformedReason.ReservedBits);
        var reader = new WireReader(body);
        var packetId = reader.ReadPacketId();
        PropertyReader.Check(reader.ReadProperties(version), PropertySet.Answer);
        if (reader.AtEnd) MalformedPacketException.Throw(MalformedReason.Truncated);

        var reasons = new SubAckReason[reader.Rest.Length];
        for (var i = 0; i < reasons.Length; i++)
        {
            reasons[i] = (SubAckReason)reader.ReadByte();
            if (!IsAllowed(reasons[i], version)) MalformedPacketException.Throw(MalformedReason.ReasonCode); // [MQTT-3.9.3-2]
        }

        return new SubAckPacket(packetId, reasons);
    }

    private static bool IsAllowed(SubAckReason reason, MqttVersion version) =>
        version is MqttVersion.V5 ? Enum.IsDefined(reason) : reason <= SubAckReason.GrantedQos2 || reason is SubAckReason.UnspecifiedError;
}
