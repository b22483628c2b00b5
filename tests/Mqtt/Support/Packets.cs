using System.Text;

namespace SmartSectors.Mqtt.Tests.Support;

/// <summary>Packets as a client sends them.</summary>
internal static class Packets
{
    public static byte[] PingRequest => [0xC0, 0x00];

    public static byte[] PingResponse => [0xD0, 0x00];

    public static byte[] Disconnect => [0xE0, 0x00];

    public static PacketType TypeOf(byte[] packet) => (PacketType)(packet[0] >> 4);

    public static byte[] Connect(MqttVersion version, string clientId = "peer", ushort keepAliveSeconds = 0) =>
        ConnectPacketWriter.Write(new ConnectPacket { Version = version, ClientId = clientId, KeepAliveSeconds = keepAliveSeconds });

    public static byte[] Publish(
        MqttVersion version,
        string topic,
        string payload,
        ushort packetId = 0,
        byte[]? properties = null,
        bool duplicate = false)
    {
        var qos = packetId == 0 ? QualityOfService.AtMostOnce : QualityOfService.AtLeastOnce;
        var topicBytes = Encoding.UTF8.GetBytes(topic);
        var payloadBytes = Encoding.UTF8.GetBytes(payload);
        var packet = new byte[PublishPacketWriter.Length(version, topicBytes.Length, payloadBytes.Length, qos, properties?.Length ?? 0)];
        PublishPacketWriter.Write(packet, version, topicBytes, payloadBytes, qos, packetId, duplicate, properties: properties);
        return packet;
    }

    public static byte[] PubAck(ushort packetId, PubAckReason reason = PubAckReason.Success)
    {
        var packet = new byte[AckPacket.MaxLength];
        return packet[..AckPacket.Write(packet, PacketType.PubAck, MqttVersion.V5, packetId, reason)];
    }

    public static byte[] UserProperty(string name, string value)
    {
        var property = new byte[UserPropertyWriter.Length(Encoding.UTF8.GetByteCount(name), Encoding.UTF8.GetByteCount(value))];
        UserPropertyWriter.Write(property, Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(value));
        return property;
    }

    public static byte[] TopicAlias(ushort alias) => [(byte)PropertyId.TopicAlias, (byte)(alias >> 8), (byte)alias];

    /// <summary>Any packet: first byte, remaining length, body.</summary>
    public static byte[] Raw(byte first, params byte[] body)
    {
        var packet = new byte[1 + VariableByteInteger.Length(body.Length) + body.Length];
        packet[0] = first;
        var size = 1 + VariableByteInteger.Write(packet.AsSpan(1), body.Length);
        body.CopyTo(packet, size);
        return packet;
    }
}
