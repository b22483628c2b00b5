namespace SmartSectors.Mqtt.Tests.Codec;

/// <summary>Reads one whole packet with the reader of its type, to the end.</summary>
internal static class WholePacket
{
    public static void Read(WirePacket packet) => Read(packet.Bytes, packet.Version, packet.Sender);

    public static void Read(ReadOnlySpan<byte> packet, MqttVersion version, PacketSender sender)
    {
        Assert.True(FixedHeader.TryRead(packet, int.MaxValue, out var header));
        Assert.Equal(packet.Length, header.PacketLength);
        header.CheckLength(version);
        Read(header, packet[header.Size..], version, sender);
    }

    public static void Read(FixedHeader header, ReadOnlySpan<byte> body, MqttVersion version, PacketSender sender)
    {
        switch (header.Type)
        {
            case PacketType.Connect:
                ConnectPacketReader.Read(header.Flags, body);
                break;
            case PacketType.ConnAck:
                ConnAckPacket.Read(header.Flags, body, version);
                break;
            case PacketType.Publish:
                PublishPacketReader.Read(header.Flags, body, version, new TopicAliases(4), 1024, sender);
                break;
            case PacketType.PubAck or PacketType.PubRec or PacketType.PubRel or PacketType.PubComp:
                AckPacket.Read(header.Type, header.Flags, body, version, out _, sender);
                break;
            case PacketType.Subscribe:
                var subscribe = SubscribePacketReader.Open(header.Flags, body, version);
                while (subscribe.TryNext(out var filter, out _)) Assert.False(filter.IsEmpty);
                break;
            case PacketType.SubAck:
                SubAckPacket.Read(header.Flags, body, version);
                break;
            case PacketType.Unsubscribe:
                var unsubscribe = UnsubscribePacketReader.Open(header.Flags, body, version);
                while (unsubscribe.TryNext(out var filter)) Assert.False(filter.IsEmpty);
                break;
            case PacketType.UnsubAck:
                UnsubAckPacket.Read(header.Flags, body, version);
                break;
            case PacketType.PingReq or PacketType.PingResp:
                PingPacket.Check(header);
                break;
            case PacketType.Disconnect:
                DisconnectPacket.Read(header.Flags, body, version, sender);
                break;
            case PacketType.Auth:
                AuthPacket.Read(header.Flags, body, sender);
                break;
            default:
                MalformedPacketException.Throw(MalformedReason.UnknownPacketType);
                break;
        }
    }
}
