using System.Net.WebSockets;
using SmartSectors.Mqtt.Tests.Conformance.Wire;
using SmartSectors.Mqtt.Tests.Support;
using SmartSectors.Mqtt.Tests.Transports;
using static SmartSectors.Mqtt.MqttVersion;

namespace SmartSectors.Mqtt.Tests.Conformance.Both;

public sealed class Chapter_6_WebSocket
{
    [Theory]
    [BothVersions]
    [Statement(V5, "MQTT-6.0.0-1")]
    [Statement(V311, "MQTT-6.0.0-1")]
    public async Task MQTT_6_0_0_1_packets_come_in_binary_frames_and_a_text_frame_closes(MqttVersion version)
    {
        await using var server = await WebSocketTestServer.StartAsync();
        using var peer = await ConnectAsync(server, version);
        await peer.Socket.SendAsync(Packet.PingReq, WebSocketMessageType.Text, true, CancellationToken.None).InTime();
        await peer.ReadCloseAsync();
    }

    [Theory]
    [BothVersions]
    [Statement(V5, "MQTT-6.0.0-2")]
    [Statement(V311, "MQTT-6.0.0-2")]
    public async Task MQTT_6_0_0_2_packets_need_not_be_aligned_with_frames(MqttVersion version)
    {
        await using var server = await WebSocketTestServer.StartAsync();
        using var peer = await ConnectAsync(server, version);
        byte[] packets = [.. Packet.PingReq, .. Packet.Publish(version, "t", "x"), .. Packet.PingReq];
        await peer.SendAsync(packets[..1], packets[1..6], packets[6..]);
        Assert.Equal([0xD0, 0x00, 0xD0, 0x00], await peer.ReadAsync(4));
    }

    [Theory]
    [BothVersions]
    [Statement(V5, "MQTT-6.0.0-4")]
    [Statement(V311, "MQTT-6.0.0-4")]
    public async Task MQTT_6_0_0_4_the_server_selects_the_subprotocol_mqtt(MqttVersion version)
    {
        await using var server = await WebSocketTestServer.StartAsync();
        using var peer = await ConnectAsync(server, version);
        Assert.Equal("mqtt", peer.Socket.SubProtocol);
    }

    [Fact]
    [Statement(V5, "MQTT-6.0.0-3")]
    [Statement(V311, "MQTT-6.0.0-3")]
    public async Task MQTT_6_0_0_3_a_client_that_does_not_offer_mqtt_is_turned_away()
    {
        await using var server = await WebSocketTestServer.StartAsync();
        await Assert.ThrowsAsync<WebSocketException>(() => server.OpenAsync(subProtocol: "stomp"));
    }

    private static async Task<WebSocketPeer> ConnectAsync(WebSocketTestServer server, MqttVersion version)
    {
        var peer = await server.OpenAsync();
        await peer.SendAsync(new Connect(version, "c").ToPacket());
        await peer.ReadAsync((await peer.ReadAsync(2))[1]); // CONNACK
        return peer;
    }
}
