using SmartSectors.Mqtt.Tests.Conformance.Wire;
using static SmartSectors.Mqtt.MqttVersion;

namespace SmartSectors.Mqtt.Tests.Conformance.Mqtt5;

public sealed class Chapter_1_2_DataAndFormat
{
    /// <summary>The reader of the tests takes no integer that is longer than its value needs.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(127 - 4)] // remaining lengths around the borders of one, two and three bytes
    [InlineData(128 - 4)]
    [InlineData(16_383 - 4)]
    [InlineData(16_384 - 4)]
    [Statement(V5, "MQTT-1.5.5-1")]
    public async Task MQTT_1_5_5_1_variable_byte_integers_are_as_short_as_they_can_be(int payloadLength)
    {
        await using var broker = new Broker();
        var client = await broker.ConnectAsync(V5, "c");
        await client.SubscribeAsync("t");
        await client.PublishAsync("t", new string('x', payloadLength));
        Assert.Equal(payloadLength, (await client.ReceivePublishAsync()).Payload.Length);
    }

    [Theory]
    [InlineData("26 00 01 FF 00 01 61")] // the name
    [InlineData("26 00 01 61 00 01 FF")] // the value
    [InlineData("26 00 01 00 00 01 61")] // U+0000 in the name
    [Statement(V5, "MQTT-1.5.7-1")]
    public async Task MQTT_1_5_7_1_both_strings_of_a_pair_must_be_well_formed(string property)
    {
        await using var broker = new Broker();
        var client = await broker.ConnectAsync(V5, "c");
        await client.SendAsync(Packet.Publish(V5, "t", "x", properties: Hex.Bytes(property)));
        await client.IsClosedAsync(0x81);
    }

    [Fact]
    [Statement(V5, "MQTT-2.2.2-1")]
    public async Task MQTT_2_2_2_1_no_properties_are_a_property_length_of_zero()
    {
        await using var broker = new Broker();
        var client = await broker.ConnectAsync(V5, "c");
        await client.SubscribeAsync("t");
        await client.PublishAsync("t", "x");
        Assert.Equal(Hex.Bytes("00 01 74 00 78"), (await client.ReceiveAsync()).Body);

        await client.SendAsync(Hex.Bytes("30 03 00 01 74"));
        await client.IsClosedAsync(0x81);
    }
}
