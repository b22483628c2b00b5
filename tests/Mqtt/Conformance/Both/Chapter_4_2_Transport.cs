using SmartSectors.Mqtt.Tests.Support;
using static SmartSectors.Mqtt.MqttVersion;

namespace SmartSectors.Mqtt.Tests.Conformance.Both;

public sealed class Chapter_4_2_Transport
{
    [Theory]
    [BothVersions]
    [Statement(V5, "MQTT-4.2.0-1")]
    [Statement(V311, "MQTT-7.1.1-1")]
    public async Task MQTT_4_2_0_1_MQTT_is_spoken_on_TCP(MqttVersion version)
    {
        await using var server = await MqttTestServer.StartAsync();
        using var peer = await server.ConnectAsync(version);
        await peer.SendAsync(Packets.PingRequest);
        Assert.Equal(Packets.PingResponse, await peer.ReadPacketAsync());
    }
}
