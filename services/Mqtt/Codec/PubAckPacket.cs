using System.Buffers.Binary;

namespace SmartSectors.Mqtt;

// PUBACK = packet identifier, [reason code, [properties]]; the reason may be left out when it is success (§3.4.2.1).
internal static class PubAckPacket
{
    /// <summary>Two bytes of header, two of packet identifier.</summary>
    public const int PlainLength = 4;

    /// <summary>The same and a reason code.</summary>
    public const int MaxLength = PlainLength + 1;

    private const byte FirstByte = (byte)PacketType.PubAck << 4;

    /// <summary>Writes one PUBACK into at least <see cref="MaxLength"/> bytes and returns its length.</summary>
    public static int Write(Span<byte> destination, MqttVersion version, ushort packetId, PubAckReason reason)
    {
        if (version is MqttVersion.V311 || reason is PubAckReason.Success)
        {
            BinaryPrimitives.WriteUInt32BigEndian(destination, (uint)FirstByte << 24 | 2u << 16 | packetId);
            return PlainLength;
        }

        BinaryPrimitives.WriteUInt32BigEndian(destination, (uint)FirstByte << 24 | 3u << 16 | packetId);
        destination[PlainLength] = (byte)reason;
        return MaxLength;
    }

    public static ushort Read(byte headerFlags, ReadOnlySpan<byte> body, MqttVersion version, out PubAckReason reason)
    {
        if (headerFlags != 0) MalformedPacketException.Throw(MalformedReason.ReservedBits);
        var reader = new WireReader(body);
        var id = reader.ReadPacketId();
        reason = PubAckReason.Success;
        if (version is MqttVersion.V5 && !reader.AtEnd)
        {
            reason = (PubAckReason)reader.ReadByte();
            if (!reader.AtEnd) reader.ReadProperties(version);
        }

        reader.MustBeAtEnd();
        return id;
    }
}
