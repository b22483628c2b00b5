namespace SmartSectors.Mqtt;

internal static class UnsubscribePacketWriter
{
    // UNSUBSCRIBE as in UnsubscribePacketReader.
    public static byte[] Write(MqttVersion version, ushort packetId, IEnumerable<string> filters)
    {
        var writer = new WireWriter().UInt16(packetId);
        if (version is MqttVersion.V5) writer.Properties(new WireWriter());
        foreach (var filter in filters) writer.String(filter);
        return writer.ToPacket(PacketType.Unsubscribe, SubscribePacketReader.RequiredFlags);
    }
}
