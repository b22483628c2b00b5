namespace SmartSectors.Mqtt;

/// <summary>
/// SUBSCRIBE and UNSUBSCRIBE as far as a server needs that has no subscriptions yet: checked whole, and refused
/// filter by filter.
/// </summary>
internal static class SubscribePacket
{
    public static byte[] Refuse(byte headerFlags, ReadOnlySpan<byte> body, MqttVersion version)
    {
        var reader = SubscribePacketReader.Open(headerFlags, body, version);
        var reasons = new List<byte>();
        while (reader.TryNext(out _, out _)) reasons.Add((byte)SubAckReason.ImplementationSpecificError);
        return SubAckPacket.Encode(version, reader.PacketId, reasons.ToArray());
    }

    public static byte[] AnswerUnsubscribe(byte headerFlags, ReadOnlySpan<byte> body, MqttVersion version)
    {
        var reader = UnsubscribePacketReader.Open(headerFlags, body, version);
        var reasons = new List<byte>();
        while (reader.TryNext(out _)) reasons.Add((byte)UnsubAckReason.NoSubscriptionExisted);
        return UnsubAckPacket.Encode(version, reader.PacketId, reasons.ToArray());
    }
}
