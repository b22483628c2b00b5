namespace SmartSectors.Mqtt;

internal static class SubscribePacketWriter
{
    // SUBSCRIBE as in SubscribePacketReader; a subscription identifier of zero is none.
    public static byte[] Write(
        MqttVersion version,
        ushort packetId,
        uint subscriptionIdentifier,
        IEnumerable<(string Filter, SubscriptionOptions Options)> filters)
    {
        var writer = new WireWriter().UInt16(packetId);
        if (version is MqttVersion.V5)
        {
            var properties = new WireWriter();
            if (subscriptionIdentifier != 0) properties.Property(PropertyId.SubscriptionIdentifier, subscriptionIdentifier);
            writer.Properties(properties);
        }

        foreach (var (filter, options) in filters) writer.String(filter).Byte(options.Encode(version));
        return writer.ToPacket(PacketType.Subscribe, SubscribePacketReader.RequiredFlags);
    }
}
