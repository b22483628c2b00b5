using System.Text;
using SmartSectors.Mqtt.Tests.Conformance.Wire;
using static SmartSectors.Mqtt.MqttVersion;

namespace SmartSectors.Mqtt.Tests.Conformance.Both;

public sealed class Chapter_1_Strings
{
    [Theory]
    [BothVersions("C3 28")] // a first byte of two, alone
    [BothVersions("ED A0 80")] // U+D800, a surrogate
    [BothVersions("ED BF BF")] // U+DFFF, the last of them
    [BothVersions("C0 AF")] // "/" in two bytes
    [BothVersions("F4 90 80 80")] // beyond U+10FFFF
    [BothVersions("61 FF")]
    [Statement(V5, "MQTT-1.5.4-1")]
    [Statement(V311, "MQTT-1.5.3-1")]
    public async Task MQTT_1_5_4_1_ill_formed_UTF_8_closes_the_connection(MqttVersion version, string hex)
    {
        await using var broker = new Broker();
        var publisher = await broker.ConnectAsync(version, "publisher");
        await publisher.SendAsync(new BytesBuilder().Binary(Hex.Bytes(hex)).Properties(version, []).ToPacket(Packet.PublishType));
        await publisher.IsClosedAsync(0x81);

        var subscriber = await broker.ConnectAsync(version, "subscriber");
        await subscriber.SendAsync(
            new BytesBuilder().U16(1).Properties(version, []).Binary(Hex.Bytes(hex)).U8(0).ToPacket(Packet.SubscribeType, 2));
        await subscriber.IsClosedAsync(0x81);
    }

    [Theory]
    [BothVersions]
    [Statement(V5, "MQTT-1.5.4-2")]
    [Statement(V311, "MQTT-1.5.3-2")]
    public async Task MQTT_1_5_4_2_U_0000_closes_the_connection(MqttVersion version)
    {
        await using var broker = new Broker();
        var publisher = await broker.ConnectAsync(version, "publisher");
        await publisher.SendAsync(Packet.Publish(version, "a\0b", "x"));
        await publisher.IsClosedForErrorAsync();

        var subscriber = await broker.ConnectAsync(version, "subscriber");
        await subscriber.SendAsync(Packet.Subscribe(version, 1, ("a\0b", 0)));
        await subscriber.IsClosedForErrorAsync();

        var nameless = broker.Open(version);
        await nameless.SendAsync(new Connect(version, "a\0b").ToPacket());
        await nameless.IsNotLetInAsync();
    }

    [Theory]
    [BothVersions]
    [Statement(V5, "MQTT-1.5.4-3")]
    [Statement(V311, "MQTT-1.5.3-3")]
    public async Task MQTT_1_5_4_3_EF_BB_BF_is_a_character_like_any_other(MqttVersion version)
    {
        await using var broker = new Broker();
        var client = await broker.ConnectAsync(version, "c");
        await client.SubscribeAsync("\uFEFFtopic");
        await client.PublishAsync("topic", "without");
        await client.PublishAsync("\uFEFFtopic", "with");

        var message = await client.ReceivePublishAsync();
        Assert.Equal(("\uFEFFtopic", "with"), (message.Topic, message.Payload));
        Assert.Equal([0xEF, 0xBB, 0xBF], Encoding.UTF8.GetBytes(message.Topic)[..3]);
    }
}
