using SmartSectors.Mqtt.Tests.Conformance.Wire;
using static SmartSectors.Mqtt.MqttVersion;

namespace SmartSectors.Mqtt.Tests.Conformance.Mqtt311;

public sealed class Chapter_3_3_Publish
{
    [Fact]
    [Statement(V311, "MQTT-3.3.1-6")]
    public async Task MQTT_3_3_1_6_a_new_subscription_gets_the_last_retained_message_of_each_topic()
    {
        await using var broker = new Broker();
        var publisher = await broker.ConnectAsync(V311, "p");
        foreach (var topic in new[] { "a/1", "a/2", "b/1" }) await publisher.PublishAsync(topic, topic, 1, retain: true);
        await publisher.PublishAsync("a/2", "a/2 again", 1, retain: true);
        var subscriber = await broker.ConnectAsync(V311, "s");
        await subscriber.SubscribeAsync("a/+");
        Assert.Equal(["a/1", "a/2 again"], (await subscriber.ReceivePayloadsAsync()).Order());
    }

    [Fact]
    [Statement(V311, "MQTT-3.3.1-7")]
    public async Task MQTT_3_3_1_7_a_retained_QoS_0_message_takes_the_place_of_the_one_before()
    {
        await using var broker = new Broker();
        var publisher = await broker.ConnectAsync(V311, "p");
        await publisher.PublishAsync("t", "of QoS 1", 1, retain: true);
        await publisher.PublishAsync("t", "of QoS 0", 0, retain: true);
        var subscriber = await broker.ConnectAsync(V311, "s");
        await subscriber.SubscribeAsync("t");
        var message = await subscriber.ReceivePublishAsync();
        Assert.Equal(("of QoS 0", 0), (message.Payload, message.Qos));
        await subscriber.ReceiveNothingAsync();
    }

    [Fact]
    [Statement(V311, "MQTT-3.3.1-8")]
    [Statement(V311, "MQTT-3.3.1-9")]
    public async Task MQTT_3_3_1_8_and_3_3_1_9_RETAIN_says_whether_the_message_was_there_before_the_subscription()
    {
        await using var broker = new Broker();
        var client = await broker.ConnectAsync(V311, "c");
        await client.PublishAsync("t", "before", 0, retain: true);
        await client.SubscribeAsync("t");
        Assert.True((await client.ReceivePublishAsync()).Retain);
        await client.PublishAsync("t", "after", 0, retain: true);
        Assert.False((await client.ReceivePublishAsync()).Retain);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [Statement(V311, "MQTT-3.3.5-2")]
    public async Task MQTT_3_3_5_2_a_PUBLISH_that_is_not_authorised_is_acknowledged_and_goes_nowhere(int qos)
    {
        await using var broker = new Broker();
        broker.Application.Authorize = static (_, _) => new(ConnectVerdict.Accept(rights: new Forbidding("secret")));
        var subscriber = await broker.ConnectAsync(V311, "s");
        await subscriber.SubscribeAsync("#");
        await (await broker.ConnectAsync(V311, "p")).PublishAsync("secret", "x", qos);
        await subscriber.ReceiveNothingAsync();
    }
}
