using SmartSectors.Mqtt.Tests.Conformance.Wire;
using static SmartSectors.Mqtt.MqttVersion;

namespace SmartSectors.Mqtt.Tests.Conformance.Mqtt311;

public sealed class Chapter_3_8_Subscribe
{
    /// <summary>Bits that mean something in MQTT 5.0 are reserved here.</summary>
    [Theory]
    [InlineData(0x03)]
    [InlineData(0x04)]
    [InlineData(0x08)]
    [InlineData(0x20)]
    [Statement(V311, "MQTT-3.8.3-4")]
    public async Task MQTT_3_8_3_4_anything_but_a_QoS_in_the_payload_closes_the_connection(int qos)
    {
        await using var broker = new Broker();
        var client = await broker.ConnectAsync(V311, "c");
        await client.SendAsync(Packet.Subscribe(V311, 1, ("t", qos)));
        await client.IsClosedAsync();
    }
}
