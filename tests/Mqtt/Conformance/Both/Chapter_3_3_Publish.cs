using System.Text;
using SmartSectors.Mqtt.Tests.Conformance.Wire;
using static SmartSectors.Mqtt.MqttVersion;

namespace SmartSectors.Mqtt.Tests.Conformance.Both;

public sealed class Chapter_3_3_Publish
{
    [Theory]
    [BothVersions(1)]
    [BothVersions(2)]
    [Statement(V5, "MQTT-3.3.1-1")]
    [Statement(V311, "MQTT-3.3.1-1")]
    public async Task MQTT_3_3_1_1_a_message_that_is_sent_again_has_DUP_1(MqttVersion version, int qos)
    {
        await using var broker = new Broker();
        var subscriber = await broker.ConnectAsync(Connect.Persistent(version, "s"));
        await subscriber.SubscribeAsync("t");
        await (await broker.ConnectAsync(version, "p")).PublishAsync("t", "x", qos);
        var first = await subscriber.ReceivePublishAsync();
        await subscriber.DropAsync();

        subscriber = await broker.ResumeAsync(version, "s");
        var again = await subscriber.ReceivePublishAsync();
        Assert.Equal((false, true), (first.Dup, again.Dup));
        Assert.Equal((first.Id, "x", qos), (again.Id, again.Payload, again.Qos));
    }

    [Theory]
    [BothVersions]
    [Statement(V5, "MQTT-3.3.1-2")]
    [Statement(V311, "MQTT-3.3.1-2")]
    public async Task MQTT_3_3_1_2_a_QoS_0_PUBLISH_with_DUP_1_is_an_error(MqttVersion version)
    {
        await using var broker = new Broker();
        var client = await broker.ConnectAsync(version, "c");
        await client.SendAsync(Packet.Publish(version, "t", "x", dup: true));
        await client.IsClosedForErrorAsync();
    }

    [Theory]
    [BothVersions]
    [Statement(V5, "MQTT-3.3.1-3")]
    [Statement(V311, "MQTT-3.3.1-3")]
    public async Task MQTT_3_3_1_3_DUP_of_what_came_in_does_not_go_out(MqttVersion version)
    {
        await using var broker = new Broker();
        var subscriber = await broker.ConnectAsync(version, "s");
        await subscriber.SubscribeAsync("t");
        var publisher = await broker.ConnectAsync(version, "p");
        await publisher.SendAsync(Packet.Publish(version, "t", "x", 1, 1, dup: true));
        await publisher.ReceiveAckAsync(Packet.PubAck);
        Assert.False((await subscriber.ReceivePublishAsync()).Dup);
    }

    [Theory]
    [BothVersions]
    [Statement(V5, "MQTT-3.3.1-4")]
    [Statement(V311, "MQTT-3.3.1-4")]
    public async Task MQTT_3_3_1_4_both_QoS_bits_set_close_the_connection(MqttVersion version)
    {
        await using var broker = new Broker();
        var client = await broker.ConnectAsync(version, "c");
        await client.SendAsync(Packet.Publish(version, "t", "x", 3, 1));
        await client.IsClosedAsync(0x81);
    }

    [Theory]
    [BothVersions]
    [Statement(V5, "MQTT-3.3.1-5")]
    [Statement(V311, "MQTT-3.3.1-5")]
    public async Task MQTT_3_3_1_5_the_last_retained_message_is_stored_with_its_QoS(MqttVersion version)
    {
        await using var broker = new Broker();
        var publisher = await broker.ConnectAsync(version, "p");
        await publisher.PublishAsync("t", "old", 2, retain: true);
        await publisher.PublishAsync("t", "new", 1, retain: true);
        var subscriber = await broker.ConnectAsync(version, "s");
        await subscriber.SubscribeAsync("t");
        var message = await subscriber.TakeAsync();
        Assert.Equal(("new", 1, true), (message.Payload, message.Qos, message.Retain));
        await subscriber.ReceiveNothingAsync();
    }

    [Theory]
    [BothVersions]
    [Statement(V5, "MQTT-3.3.1-6")]
    [Statement(V311, "MQTT-3.3.1-10")]
    public async Task MQTT_3_3_1_6_an_empty_retained_message_is_delivered_and_removes_the_retained_one(MqttVersion version)
    {
        await using var broker = new Broker();
        var publisher = await broker.ConnectAsync(version, "p");
        await publisher.PublishAsync("t", "kept", 1, retain: true);
        await publisher.SubscribeAsync("t", 0);
        Assert.Equal("kept", (await publisher.ReceivePublishAsync()).Payload);
        await publisher.SendAsync(Packet.Publish(version, "t", "", retain: true));
        Assert.Equal("", (await publisher.ReceivePublishAsync()).Payload);

        var late = await broker.ConnectAsync(version, "late");
        await late.SubscribeAsync("t");
        await late.ReceiveNothingAsync();
    }

    [Theory]
    [BothVersions]
    [Statement(V5, "MQTT-3.3.1-7")]
    [Statement(V311, "MQTT-3.3.1-11")]
    public async Task MQTT_3_3_1_7_an_empty_message_is_not_retained(MqttVersion version)
    {
        await using var broker = new Broker();
        await (await broker.ConnectAsync(version, "p")).PublishAsync("t", "", 1, retain: true);
        var late = await broker.ConnectAsync(version, "late");
        await late.SubscribeAsync("t");
        await late.ReceiveNothingAsync();
    }

    [Theory]
    [BothVersions("")]
    [BothVersions("not retained")]
    [Statement(V5, "MQTT-3.3.1-8")]
    [Statement(V311, "MQTT-3.3.1-12")]
    public async Task MQTT_3_3_1_8_without_RETAIN_nothing_is_stored_replaced_or_removed(MqttVersion version, string payload)
    {
        await using var broker = new Broker();
        var publisher = await broker.ConnectAsync(version, "p");
        await publisher.PublishAsync("kept", "kept", 1, retain: true);
        await publisher.PublishAsync("kept", payload, 1);
        await publisher.PublishAsync("other", payload, 1);
        var late = await broker.ConnectAsync(version, "late");
        await late.SubscribeAsync("#", 0);
        Assert.Equal(["kept"], await late.ReceivePayloadsAsync());
    }

    [Theory]
    [BothVersions]
    [Statement(V5, "MQTT-3.3.2-1")]
    [Statement(V311, "MQTT-3.3.2-1")]
    public async Task MQTT_3_3_2_1_PUBLISH_begins_with_a_topic_of_UTF_8(MqttVersion version)
    {
        await using var broker = new Broker();
        var without = await broker.ConnectAsync(version, "without");
        await without.SendAsync(Hex.Bytes("30 00"));
        await without.IsClosedAsync(0x81);
        var cut = await broker.ConnectAsync(version, "cut");
        await cut.SendAsync(Hex.Bytes("30 03 00 04 74"));
        await cut.IsClosedAsync(0x81);
        var garbled = await broker.ConnectAsync(version, "garbled");
        await garbled.SendAsync(new BytesBuilder().Binary(0xFF).Properties(version, []).ToPacket(Packet.PublishType));
        await garbled.IsClosedAsync(0x81);
    }

    [Theory]
    [BothVersions("a/+")]
    [BothVersions("#")]
    [BothVersions("a+b")]
    [Statement(V5, "MQTT-3.3.2-2")]
    [Statement(V5, "MQTT-4.7.0-1")]
    [Statement(V311, "MQTT-3.3.2-2")]
    [Statement(V311, "MQTT-4.7.1-1")]
    public async Task MQTT_3_3_2_2_and_4_7_0_1_a_topic_with_wildcards_closes_the_connection(MqttVersion version, string topic)
    {
        await using var broker = new Broker();
        var client = await broker.ConnectAsync(version, "c");
        await client.SendAsync(Packet.Publish(version, topic, "x"));
        await client.IsClosedForErrorAsync();
    }

    [Theory]
    [BothVersions]
    [Statement(V5, "MQTT-3.3.2-3")]
    [Statement(V311, "MQTT-3.3.2-3")]
    public async Task MQTT_3_3_2_3_a_subscriber_gets_the_topic_as_published_and_no_other(MqttVersion version)
    {
        await using var broker = new Broker();
        var subscriber = await broker.ConnectAsync(version, "s");
        await subscriber.SubscribeAsync("sport/+/player1");
        var publisher = await broker.ConnectAsync(version, "p");
        foreach (var topic in new[] { "sport/tennis/player1", "sport/tennis/player2", "sport/player1", "sport/a/b/player1", "sport//player1" })
        {
            await publisher.PublishAsync(topic, "x");
        }

        var topics = (await subscriber.ReceiveAllAsync()).Select(static packet => packet.AsPublish().Topic);
        Assert.Equal(["sport/tennis/player1", "sport//player1"], topics);
    }

    [Theory]
    [BothVersions]
    [Statement(V5, "MQTT-3.3.4-1")]
    [Statement(V311, "MQTT-3.3.4-1")]
    public async Task MQTT_3_3_4_1_a_PUBLISH_is_answered_as_its_QoS_asks(MqttVersion version)
    {
        await using var broker = new Broker();
        var client = await broker.ConnectAsync(version, "c");
        await client.SendAsync(Packet.Publish(version, "t", "x"));
        await client.ReceiveNothingAsync();
        await client.SendAsync(Packet.Publish(version, "t", "x", 1, 1));
        Assert.Equal(1, (await client.ReceiveAckAsync(Packet.PubAck)).Id);
        await client.SendAsync(Packet.Publish(version, "t", "x", 2, 2));
        Assert.Equal(2, (await client.ReceiveAckAsync(Packet.PubRec)).Id);
    }

    [Theory]
    [BothVersions(0, 2)]
    [BothVersions(2, 0)]
    [BothVersions(1, 0)]
    [Statement(V5, "MQTT-3.3.4-2")]
    [Statement(V311, "MQTT-3.3.5-1")]
    public async Task MQTT_3_3_4_2_overlapping_subscriptions_deliver_at_the_highest_QoS(MqttVersion version, int wide, int narrow)
    {
        await using var broker = new Broker();
        var subscriber = await broker.ConnectAsync(version, "s");
        await subscriber.SubscribeAsync("a/#", wide);
        await subscriber.SubscribeAsync("a/b", narrow);
        await (await broker.ConnectAsync(version, "p")).PublishAsync("a/b", "x", 2);
        var messages = (await subscriber.ReceiveAllAsync()).Select(static packet => packet.AsPublish()).ToList();
        Assert.Equal(Math.Max(wide, narrow), messages.Max(static message => message.Qos));
        Assert.All(messages, static message => Assert.Equal(("a/b", "x"), (message.Topic, message.Payload)));
    }

    [Theory]
    [BothVersions]
    [Statement(V311, "MQTT-4.7.3-3")]
    [Statement(V5, "MQTT-4.7.3-3")]
    public async Task MQTT_4_7_3_3_a_topic_of_65_535_bytes_is_carried(MqttVersion version)
    {
        await using var broker = new Broker(options => options.MaxTopicLengthBytes = 65_535);
        var client = await broker.ConnectAsync(version, "c");
        await client.SubscribeAsync("t/#");
        var topic = "t/" + new string('x', 65_533);
        await client.PublishAsync(topic, "x");
        var message = await client.ReceivePublishAsync();
        Assert.Equal(65_535, Encoding.UTF8.GetByteCount(message.Topic));
        Assert.Equal(topic, message.Topic);
    }
}
