using SmartSectors.Mqtt.Tests.Conformance.Wire;
using static SmartSectors.Mqtt.MqttVersion;

namespace SmartSectors.Mqtt.Tests.Conformance.Both;

public sealed class Chapter_3_4_to_3_7_Acknowledgements
{
    [Theory]
    [BothVersions(0x60)]
    [BothVersions(0x61)]
    [BothVersions(0x63)]
    [BothVersions(0x6A)]
    [Statement(V5, "MQTT-3.6.1-1")]
    [Statement(V311, "MQTT-3.6.1-1")]
    public async Task MQTT_3_6_1_1_PUBREL_with_other_flags_than_0010_closes_the_connection(MqttVersion version, int first)
    {
        await using var broker = new Broker();
        var client = await broker.ConnectAsync(version, "c");
        await client.SendAsync(Packet.Publish(version, "t", "x", 2, 1));
        await client.ReceiveAckAsync(Packet.PubRec);
        await client.SendAsync([(byte)first, 2, 0, 1]);
        await client.IsClosedAsync(0x81);
    }
}
