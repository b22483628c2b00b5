using System.Buffers.Binary;
using System.Text;
using SmartSectors.Mqtt;

namespace SmartSectors.Benchmarks.Brokers.Wire;

/// <summary>
/// What a client sends once, written from the specification and not with the server's own codec, for a benchmark must
/// measure any broker alike.
/// </summary>
internal static class ClientPackets
{
    public static ReadOnlySpan<byte> PingReq => [0xC0, 0x00];

    public static ReadOnlySpan<byte> Disconnect => [0xE0, 0x00];

    // MQTT 5.0 §3.1, MQTT 3.1.1 §3.1: "MQTT", version, flags, keep-alive, [properties], client identifier.
    /// <param name="keepSession">The session outlives the connection: for an hour in MQTT 5, for as long as the broker likes in 3.1.1.</param>
    public static byte[] Connect(MqttVersion version, string clientId, ushort keepAliveSeconds, bool keepSession)
    {
        byte[] expiry = keepSession ? [0x11, 0x00, 0x00, 0x0E, 0x10] : []; // session expiry interval, 3,600 s
        byte[] properties = version is MqttVersion.V5 ? [(byte)expiry.Length, .. expiry] : [];
        byte[] header =
        [
            .. Text("MQTT"), (byte)version, keepSession ? (byte)0 : (byte)0b10,
            (byte)(keepAliveSeconds >> 8), (byte)keepAliveSeconds,
        ];
        return Packet(0x10, [.. header, .. properties, .. Text(clientId)]);
    }

    // MQTT 5.0 §3.8: packet identifier, [properties], filter, options (the QoS).
    public static byte[] Subscribe(MqttVersion version, string filter, QualityOfService qos) =>
        Packet(0x82, [0x00, 0x01, .. version is MqttVersion.V5 ? (byte[])[0x00] : [], .. Text(filter), (byte)qos]);

    // MQTT 5.0 §3.3: topic, [packet identifier], [properties], payload.
    /// <param name="packetIdAt">Where the packet identifier lies; zero at QoS 0.</param>
    /// <param name="payloadAt">Where the payload begins.</param>
    public static byte[] Publish(
        MqttVersion version, string topic, QualityOfService qos, int payloadLength, out int packetIdAt, out int payloadAt)
    {
        byte[] head =
        [
            .. Text(topic),
            .. qos is QualityOfService.AtMostOnce ? (byte[])[] : [0x00, 0x00],
            .. version is MqttVersion.V5 ? (byte[])[0x00] : [],
        ];
        var payload = new byte[payloadLength];
        payload.AsSpan().Fill((byte)'x');
        var packet = Packet((byte)(0x30 | ((int)qos << 1)), [.. head, .. payload]);
        payloadAt = packet.Length - payloadLength;
        packetIdAt = qos is QualityOfService.AtMostOnce ? 0 : payloadAt - head.Length + 2 + Encoding.UTF8.GetByteCount(topic);
        return packet;
    }

    private static byte[] Text(string text)
    {
        var bytes = new byte[2 + Encoding.UTF8.GetByteCount(text)];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)(bytes.Length - 2));
        Encoding.UTF8.GetBytes(text, bytes.AsSpan(2));
        return bytes;
    }

    private static byte[] Packet(byte first, byte[] body)
    {
        var length = new List<byte>(4);
        var rest = body.Length;
        do
        {
            length.Add((byte)((rest & 0x7F) | (rest > 0x7F ? 0x80 : 0)));
            rest >>= 7;
        }
        while (rest > 0);
        return [first, .. length, .. body];
    }
}
