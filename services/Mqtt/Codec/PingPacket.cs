namespace SmartSectors.Mqtt;

/// <summary>PINGREQ and PINGRESP (§3.12, §3.13) are nothing but their headers.</summary>
internal static class PingPacket
{
    public static ReadOnlySpan<byte> Response => [(byte)PacketType.PingResp << 4, 0];

    public static byte[] Request { get; } = [(byte)PacketType.PingReq << 4, 0];

    public static void Check(FixedHeader header)
    {
        if (header.Flags != 0) MalformedPacketException.Throw(MalformedReason.ReservedBits);
        if (header.RemainingLength != 0) MalformedPacketException.Throw(MalformedReason.TrailingBytes);
    }
}
