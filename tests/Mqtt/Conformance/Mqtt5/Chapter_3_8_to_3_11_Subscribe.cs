using SmartSectors.Mqtt.Tests.Conformance.Wire;
using static SmartSectors.Mqtt.MqttVersion;

namespace SmartSectors.Mqtt.Tests.Conformance.Mqtt5;

public sealed class Chapter_3_8_to_3_11_Subscribe
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [Statement(V5, "MQTT-3.8.3-3")]
    public async Task MQTT_3_8_3_3_with_no_local_a_client_does_not_get_its_own_messages(int qos)
    {
        await using var broker = new Broker();
        var client = await broker.ConnectAsync(V5, "c");
        await client.SubscribeAsync("t", 2 | SubscribeOption.NoLocal);
        await client.PublishAsync("t", "own", qos);
        await client.ReceiveNothingAsync();
        await (await broker.ConnectAsync(V5, "other")).PublishAsync("t", "another's", qos);
        Assert.Equal("another's", (await client.ReceivePublishAsync()).Payload);
    }

    [Fact]
    [Statement(V5, "MQTT-3.8.3-4")]
    public async Task MQTT_3_8_3_4_no_local_on_a_shared_subscription_is_a_protocol_error()
    {
        await using var broker = new Broker();
        var client = await broker.ConnectAsync(V5, "c");
        await client.SendAsync(Packet.Subscribe(V5, 1, ("$share/group/t", SubscribeOption.NoLocal)));
        await client.IsClosedAsync(0x82);
    }

    [Theory]
    [InlineData(0x03)] // QoS 3, §3.8.3.1
    [InlineData(0x30)] // retain handling 3
    [Statement(V5, "MQTT-3.8.3-5")]
    [Statement(V5, "MQTT-4.13.1-1")]
    public async Task MQTT_3_8_3_5_and_4_13_1_1_values_that_do_not_exist_are_errors_too(int options)
    {
        await using var broker = new Broker();
        var client = await broker.ConnectAsync(V5, "c");
        await client.SendAsync(Packet.Subscribe(V5, 1, ("t", options)));
        await client.IsClosedForErrorAsync();
    }

    [Fact]
    [Statement(V5, "MQTT-3.9.2-1")]
    [Statement(V5, "MQTT-3.9.2-2")]
    public async Task MQTT_3_9_2_1_and_3_9_2_2_SUBACK_is_not_made_longer_than_the_client_takes()
    {
        await using var broker = new Broker(options => options.MaxSubscriptions = 1);
        var client = await broker.ConnectAsync(V5, "c", Property.MaximumPacketSize(20));
        await client.SendAsync(Packet.Subscribe(V5, 1, [.. FifteenFilters().Select(static filter => (filter, 0))]));
        Assert.Equal(20, (await client.ReceiveAsync()).Length);
    }

    [Fact]
    [Statement(V5, "MQTT-3.11.2-1")]
    [Statement(V5, "MQTT-3.11.2-2")]
    public async Task MQTT_3_11_2_1_and_3_11_2_2_UNSUBACK_is_not_made_longer_than_the_client_takes()
    {
        await using var broker = new Broker();
        var client = await broker.ConnectAsync(V5, "c", Property.MaximumPacketSize(20));
        await client.SendAsync(Packet.Unsubscribe(V5, 1, FifteenFilters()));
        Assert.Equal(20, (await client.ReceiveAsync()).Length);
    }

    [Fact]
    [Statement(V5, "MQTT-3.11.3-1")]
    [Statement(V5, "MQTT-3.11.3-2")]
    public async Task MQTT_3_11_3_1_and_3_11_3_2_UNSUBACK_has_one_of_the_listed_codes_for_each_filter_in_order()
    {
        await using var broker = new Broker();
        var client = await broker.ConnectAsync(V5, "c");
        await client.SubscribeAsync("a");
        await client.SubscribeAsync("$share/group/a");
        await client.SendAsync(Packet.Unsubscribe(V5, 9, "none", "a", "none", "$share/group/a", "a"));
        Assert.Equal([0x11, 0x00, 0x11, 0x00, 0x11], (await client.ReceiveAsync()).AsSubAck(Packet.UnsubAck).Codes);
    }

    /// <summary>The answer has 2 bytes of fixed header, 2 of identifier, 1 of property length and 15 codes: 20.</summary>
    private static string[] FifteenFilters() => [.. Enumerable.Range(0, 15).Select(static i => $"{i}")];
}
