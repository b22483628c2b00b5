using System.Buffers.Binary;

namespace SmartSectors.Mqtt;

// PUBACK, PUBREC, PUBREL, PUBCOMP = packet identifier, [reason code, [properties]]; the reason may be left out when it
// is success, the properties when there are none (§3.4.2.1, §3.5.2.1, §3.6.2.1, §3.7.2.1). MQTT 3.1.1: the identifier only.
internal static class AckPacket
{
    /// <summary>Two bytes of header, two of packet identifier.</summary>
    public const int PlainLength = 4;

    /// <summary>The same and a reason code.</summary>
    public const int MaxLength = PlainLength + 1;

    /// <summary>[MQTT-3.6.1-1]: PUBREL alone has a flag set.</summary>
    private const byte PubRelFlags = 0b0010;

    /// <summary>Writes one acknowledgement into at least <see cref="MaxLength"/> bytes and returns its length.</summary>
    public static int Write(
        Span<byte> destination, PacketType type, MqttVersion version, ushort packetId, PubAckReason reason)
    {
        var first = (uint)type << 4 | Flags(type);
        if (version is MqttVersion.V311 || reason is PubAckReason.Success)
        {
            BinaryPrimitives.WriteUInt32BigEndian(destination, first << 24 | 2u << 16 | packetId);
            return PlainLength;
        }

        BinaryPrimitives.WriteUInt32BigEndian(destination, first << 24 | 3u << 16 | packetId);
        destination[PlainLength] = (byte)reason;
        return MaxLength;
    }

    /// <summary>Reads one acknowledgement and returns the packet identifier that it is for.</summary>
    public static ushort Read(
        PacketType type,
        byte flags,
        ReadOnlySpan<byte> body,
        MqttVersion version,
        out PubAckReason reason,
        PacketSender sender = PacketSender.Client)
    {
        if (flags != Flags(type)) MalformedPacketException.Throw(MalformedReason.ReservedBits); // [MQTT-2.1.3-1], [MQTT-3.6.1-1]

        var reader = new WireReader(body);
        var packetId = reader.ReadPacketId();
        reason = PubAckReason.Success;
        if (reader.AtEnd) return packetId;

        if (version is MqttVersion.V311) MalformedPacketException.Throw(MalformedReason.TrailingBytes);
        reason = (PubAckReason)reader.ReadByte();
        if (!IsAllowed(type, reason, sender)) MalformedPacketException.Throw(MalformedReason.ReasonCode);
        if (!reader.AtEnd) PropertyReader.Check(reader.ReadProperties(version), PropertySet.Answer);
        reader.MustBeAtEnd();
        return packetId;
    }

    private static byte Flags(PacketType type) => type is PacketType.PubRel ? PubRelFlags : (byte)0;

    // [MQTT-3.4.2-1], [MQTT-3.5.2-1], [MQTT-3.6.2-1], [MQTT-3.7.2-1]: PUBACK and PUBREC share one table, PUBREL and PUBCOMP another.
    private static bool IsAllowed(PacketType type, PubAckReason reason, PacketSender sender)
    {
        var answersPublish = type is PacketType.PubAck or PacketType.PubRec;
        return reason switch
        {
            PubAckReason.Success => true,
            PubAckReason.NoMatchingSubscribers => answersPublish && sender is PacketSender.Server,
            PubAckReason.PacketIdentifierNotFound => !answersPublish,
            _ => answersPublish && Enum.IsDefined(reason),
        };
    }
}
