using SmartSectors.Mqtt.Tests.Conformance.Wire;
using static SmartSectors.Mqtt.MqttVersion;

namespace SmartSectors.Mqtt.Tests.Conformance.Both;

public sealed class Chapter_3_12_to_3_14_PingAndDisconnect
{
    [Theory]
    [BothVersions]
    [Statement(V5, "MQTT-3.12.4-1")]
    [Statement(V311, "MQTT-3.12.4-1")]
    public async Task MQTT_3_12_4_1_PINGREQ_is_answered_with_PINGRESP(MqttVersion version)
    {
        await using var broker = new Broker();
        var client = await broker.ConnectAsync(version, "c");
        await client.SendAsync(Packet.PingReq, Packet.PingReq);
        for (var i = 0; i < 2; i++)
        {
            var answer = await client.ReceiveAsync();
            Assert.Equal((0xD0, 2), (answer.First, answer.Length));
        }
    }

    [Theory]
    [BothVersions(0xE1)]
    [BothVersions(0xE8)]
    [Statement(V5, "MQTT-3.14.1-1")]
    [Statement(V311, "MQTT-3.14.1-1")]
    public async Task MQTT_3_14_1_1_reserved_flag_bits_of_DISCONNECT_are_malformed(MqttVersion version, int first)
    {
        await using var broker = new Broker();
        var client = await broker.ConnectAsync(version, "c");
        await client.SendAsync([(byte)first, 0]);
        await client.IsClosedAsync(0x81);
    }

    [Theory]
    [BothVersions]
    [Statement(V5, "MQTT-3.14.4-3")]
    [Statement(V311, "MQTT-3.14.4-3")]
    public async Task MQTT_3_14_4_3_DISCONNECT_discards_the_will(MqttVersion version)
    {
        await using var broker = new Broker();
        var watcher = await broker.ConnectAsync(version, "watcher");
        await watcher.SubscribeAsync("will");
        var client = await broker.ConnectAsync(new Connect(version, "c") { Will = new Will("will", "gone") });
        await client.DisconnectAsync();
        broker.Advance(10);
        await watcher.ReceiveNothingAsync();
    }
}
