using SmartSectors.Mqtt.Tests.Conformance.Wire;
using static SmartSectors.Mqtt.MqttVersion;

namespace SmartSectors.Mqtt.Tests.Conformance.Both;

public sealed class Chapter_3_8_to_3_11_Subscribe
{
    [Theory]
    [BothVersions(0x80)]
    [BothVersions(0x83)]
    [BothVersions(0x8A)]
    [Statement(V5, "MQTT-3.8.1-1")]
    [Statement(V311, "MQTT-3.8.1-1")]
    public async Task MQTT_3_8_1_1_SUBSCRIBE_with_other_flags_than_0010_closes_the_connection(MqttVersion version, int first)
    {
        await using var broker = new Broker();
        var client = await broker.ConnectAsync(version, "c");
        await client.SendAsync([(byte)first, .. Packet.Subscribe(version, 1, ("t", 0))[1..]]);
        await client.IsClosedAsync(0x81);
    }

    [Theory]
    [BothVersions]
    [Statement(V5, "MQTT-3.8.3-1")]
    [Statement(V311, "MQTT-3.8.3-1")]
    public async Task MQTT_3_8_3_1_a_filter_that_is_not_UTF_8_closes_the_connection(MqttVersion version)
    {
        await using var broker = new Broker();
        var client = await broker.ConnectAsync(version, "c");
        await client.SendAsync(
            new BytesBuilder().U16(1).Properties(version, []).Binary(0x61, 0xC3).U8(0).ToPacket(Packet.SubscribeType, 2));
        await client.IsClosedAsync(0x81);
    }

    [Theory]
    [BothVersions]
    [Statement(V5, "MQTT-3.8.3-2")]
    [Statement(V311, "MQTT-3.8.3-3")]
    public async Task MQTT_3_8_3_2_SUBSCRIBE_without_filters_closes_the_connection(MqttVersion version)
    {
        await using var broker = new Broker();
        var client = await broker.ConnectAsync(version, "c");
        await client.SendAsync(Packet.Subscribe(version, 1));
        await client.IsClosedForErrorAsync();
    }

    [Theory]
    [BothVersions(0x40)]
    [BothVersions(0x80)]
    [Statement(V5, "MQTT-3.8.3-5")]
    [Statement(V311, "MQTT-3.8.3-4")]
    public async Task MQTT_3_8_3_5_reserved_bits_in_the_payload_are_malformed(MqttVersion version, int options)
    {
        await using var broker = new Broker();
        var client = await broker.ConnectAsync(version, "c");
        await client.SendAsync(Packet.Subscribe(version, 1, ("t", options)));
        await client.IsClosedAsync(0x81);
    }

    [Theory]
    [BothVersions]
    [Statement(V5, "MQTT-3.8.4-1")]
    [Statement(V5, "MQTT-3.8.4-2")]
    [Statement(V311, "MQTT-3.8.4-1")]
    [Statement(V311, "MQTT-3.8.4-2")]
    public async Task MQTT_3_8_4_1_and_3_8_4_2_SUBSCRIBE_is_answered_with_SUBACK_of_its_identifier(MqttVersion version)
    {
        await using var broker = new Broker();
        var client = await broker.ConnectAsync(version, "c");
        foreach (var id in new[] { 1, 0xFFFF, 0x0100 })
        {
            await client.SendAsync(Packet.Subscribe(version, id, ("t", 1)));
            Assert.Equal(id, (await client.ReceiveAsync()).AsSubAck().Id);
        }
    }

    [Theory]
    [BothVersions]
    [Statement(V5, "MQTT-3.8.4-3")]
    [Statement(V5, "MQTT-3.8.4-4")]
    [Statement(V311, "MQTT-3.8.4-3")]
    public async Task MQTT_3_8_4_3_and_3_8_4_4_the_same_filter_again_replaces_the_subscription_and_sends_what_is_retained(MqttVersion version)
    {
        await using var broker = new Broker();
        var client = await broker.ConnectAsync(version, "c");
        await client.PublishAsync("t", "kept", 2, retain: true);
        await client.SubscribeAsync("t", 2);
        Assert.Equal(2, (await client.TakeAsync()).Qos);
        await client.SubscribeAsync("t", 0);
        Assert.Equal((0, "kept"), (await client.TakeAsync()) is var retained ? (retained.Qos, retained.Payload) : default);
        await client.SendAsync(Packet.Publish(version, "t", "once", 1, 9));
        var message = (await client.ReceiveAllAsync()).Single(static packet => packet.Type is Packet.PublishType).AsPublish();
        Assert.Equal((0, "once"), (message.Qos, message.Payload));
    }

    [Theory]
    [BothVersions]
    [Statement(V5, "MQTT-3.8.4-4")]
    [Statement(V311, "MQTT-3.8.4-3")]
    public async Task MQTT_3_8_4_4_replacing_a_subscription_loses_no_message(MqttVersion version)
    {
        await using var broker = new Broker();
        var subscriber = await broker.ConnectAsync(version, "s");
        await subscriber.SubscribeAsync("t", 1);
        var publisher = await broker.ConnectAsync(version, "p");
        for (var i = 0; i < 20; i++)
        {
            await publisher.SendAsync(Packet.Publish(version, "t", $"{i}", 1, i + 1));
            await subscriber.SendAsync(Packet.Subscribe(version, i + 1, ("t", 1)));
        }

        var payloads = (await subscriber.ReceiveAllAsync())
            .Where(static packet => packet.Type is Packet.PublishType).Select(static packet => packet.AsPublish().Payload);
        Assert.Equal(Enumerable.Range(0, 20).Select(static i => $"{i}"), payloads);
    }

    [Theory]
    [BothVersions]
    [Statement(V5, "MQTT-3.8.4-5")]
    [Statement(V311, "MQTT-3.8.4-4")]
    public async Task MQTT_3_8_4_5_several_filters_in_one_SUBSCRIBE_are_as_many_subscriptions(MqttVersion version)
    {
        await using var broker = new Broker();
        var client = await broker.ConnectAsync(version, "c");
        await client.SendAsync(Packet.Subscribe(version, 1, ("a", 0), ("b", 1), ("a", 2)));
        Assert.Equal([0, 1, 2], (await client.ReceiveAsync()).AsSubAck().Codes);
        var publisher = await broker.ConnectAsync(version, "p");
        foreach (var topic in new[] { "a", "b" }) await publisher.PublishAsync(topic, topic, 2);
        var messages = (await client.ReceiveAllAsync()).Select(static packet => packet.AsPublish());
        Assert.Equal([("a", 2), ("b", 1)], messages.Select(static message => (message.Payload, message.Qos))); // the later "a" replaced the first
    }

    [Theory]
    [BothVersions]
    [Statement(V5, "MQTT-3.8.4-6")]
    [Statement(V5, "MQTT-3.8.4-7")]
    [Statement(V5, "MQTT-3.9.3-1")]
    [Statement(V311, "MQTT-3.8.4-5")]
    [Statement(V311, "MQTT-3.9.3-1")]
    public async Task MQTT_3_8_4_6_and_3_8_4_7_and_3_9_3_1_each_filter_has_its_code_in_order_which_grants_or_refuses(MqttVersion version)
    {
        await using var broker = new Broker();
        broker.Application.Authorize = static (_, _) => new(ConnectVerdict.Accept(rights: new Forbidding("secret")));
        var client = await broker.ConnectAsync(version, "c");
        await client.SendAsync(Packet.Subscribe(version, 1, ("a", 0), ("b", 1), ("secret", 2), ("d", 2), ("a", 1)));
        var refused = version is V5 ? (byte)0x87 : (byte)0x80;
        Assert.Equal([0, 1, refused, 2, 1], (await client.ReceiveAsync()).AsSubAck().Codes);
    }

    [Theory]
    [BothVersions(0, 0, 0)]
    [BothVersions(0, 2, 0)]
    [BothVersions(1, 0, 0)]
    [BothVersions(1, 1, 1)]
    [BothVersions(1, 2, 1)]
    [BothVersions(2, 0, 0)]
    [BothVersions(2, 1, 1)]
    [BothVersions(2, 2, 2)]
    [Statement(V5, "MQTT-3.8.4-8")]
    [Statement(V311, "MQTT-3.8.4-6")]
    public async Task MQTT_3_8_4_8_a_message_is_sent_at_the_lower_of_its_QoS_and_the_granted_one(
        MqttVersion version, int published, int granted, int expected)
    {
        await using var broker = new Broker();
        var subscriber = await broker.ConnectAsync(version, "s");
        await subscriber.SubscribeAsync("live", granted);
        var publisher = await broker.ConnectAsync(version, "p");
        await publisher.PublishAsync("live", "x", published);
        await publisher.PublishAsync("retained", "x", published, retain: true);
        Assert.Equal(expected, (await subscriber.TakeAsync()).Qos);
        await subscriber.SubscribeAsync("retained", granted);
        Assert.Equal(expected, (await subscriber.TakeAsync()).Qos);
    }

    [Theory]
    [BothVersions]
    [Statement(V5, "MQTT-3.9.3-2")]
    [Statement(V311, "MQTT-3.9.3-2")]
    public async Task MQTT_3_9_3_2_the_codes_of_SUBACK_are_of_those_listed(MqttVersion version)
    {
        await using var broker = new Broker(options => options.MaxSubscriptions = 2);
        broker.Application.Authorize = static (_, _) => new(ConnectVerdict.Accept(rights: new Forbidding("secret")));
        var client = await broker.ConnectAsync(version, "c");
        await client.SendAsync(Packet.Subscribe(version, 1, ("a", 0), ("secret", 0), ("b", 2), ("one too many", 1)));
        byte[] expected = version is V5 ? [0x00, 0x87, 0x02, 0x97] : [0x00, 0x80, 0x02, 0x80];
        Assert.Equal(expected, (await client.ReceiveAsync()).AsSubAck().Codes);
    }

    [Theory]
    [BothVersions(0xA0)]
    [BothVersions(0xA6)]
    [Statement(V5, "MQTT-3.10.1-1")]
    [Statement(V311, "MQTT-3.10.1-1")]
    public async Task MQTT_3_10_1_1_UNSUBSCRIBE_with_other_flags_than_0010_closes_the_connection(MqttVersion version, int first)
    {
        await using var broker = new Broker();
        var client = await broker.ConnectAsync(version, "c");
        await client.SendAsync([(byte)first, .. Packet.Unsubscribe(version, 1, "t")[1..]]);
        await client.IsClosedAsync(0x81);
    }

    [Theory]
    [BothVersions]
    [Statement(V5, "MQTT-3.10.3-1")]
    [Statement(V311, "MQTT-3.10.3-1")]
    public async Task MQTT_3_10_3_1_an_unsubscribed_filter_that_is_not_UTF_8_closes_the_connection(MqttVersion version)
    {
        await using var broker = new Broker();
        var client = await broker.ConnectAsync(version, "c");
        await client.SendAsync(new BytesBuilder().U16(1).Properties(version, []).Binary(0x61, 0xC3).ToPacket(Packet.UnsubscribeType, 2));
        await client.IsClosedAsync(0x81);
    }

    [Theory]
    [BothVersions]
    [Statement(V5, "MQTT-3.10.3-2")]
    [Statement(V311, "MQTT-3.10.3-2")]
    public async Task MQTT_3_10_3_2_UNSUBSCRIBE_without_filters_closes_the_connection(MqttVersion version)
    {
        await using var broker = new Broker();
        var client = await broker.ConnectAsync(version, "c");
        await client.SendAsync(Packet.Unsubscribe(version, 1));
        await client.IsClosedForErrorAsync();
    }

    [Theory]
    [BothVersions("a/+", "a/+", false)]
    [BothVersions("a/+", "a/b", true)]
    [BothVersions("a/b", "a/+", true)]
    [BothVersions("#", "a/b", true)]
    [BothVersions("a/b", "A/b", true)]
    [BothVersions("a/#", "a/#", false)]
    [Statement(V5, "MQTT-3.10.4-1")]
    [Statement(V311, "MQTT-3.10.4-1")]
    public async Task MQTT_3_10_4_1_a_filter_is_unsubscribed_by_the_same_characters(
        MqttVersion version, string subscribed, string unsubscribed, bool stays)
    {
        await using var broker = new Broker();
        var client = await broker.ConnectAsync(version, "c");
        await client.SubscribeAsync(subscribed);
        await client.UnsubscribeAsync(unsubscribed);
        await client.PublishAsync("a/b", "x");
        Assert.Equal(stays ? 1 : 0, (await client.ReceiveAllAsync()).Count);
    }

    [Theory]
    [BothVersions]
    [Statement(V5, "MQTT-3.10.4-2")]
    [Statement(V311, "MQTT-3.10.4-2")]
    public async Task MQTT_3_10_4_2_after_UNSUBSCRIBE_nothing_new_comes(MqttVersion version)
    {
        await using var broker = new Broker();
        var subscriber = await broker.ConnectAsync(Connect.Persistent(version, "s"));
        await subscriber.SubscribeAsync("t");
        await subscriber.UnsubscribeAsync("t");
        var publisher = await broker.ConnectAsync(version, "p");
        await publisher.PublishAsync("t", "x", 1);
        await subscriber.ReceiveNothingAsync();
        await subscriber.DropAsync();
        await publisher.PublishAsync("t", "y", 1);
        await (await broker.ResumeAsync(version, "s")).ReceiveNothingAsync();
    }

    [Theory]
    [BothVersions]
    [Statement(V5, "MQTT-3.10.4-3")]
    [Statement(V311, "MQTT-3.10.4-3")]
    public async Task MQTT_3_10_4_3_what_was_being_delivered_is_delivered_to_the_end(MqttVersion version)
    {
        await using var broker = new Broker();
        var subscriber = await broker.ConnectAsync(Connect.Persistent(version, "s"));
        await subscriber.SubscribeAsync("t");
        var publisher = await broker.ConnectAsync(version, "p");
        await publisher.PublishAsync("t", "one", 1);
        await publisher.PublishAsync("t", "two", 2);
        var one = await subscriber.ReceivePublishAsync();
        var two = await subscriber.ReceivePublishAsync();
        await subscriber.UnsubscribeAsync("t");
        await subscriber.AcceptAsync(two);
        await subscriber.DropAsync();

        subscriber = await broker.ResumeAsync(version, "s");
        var again = await subscriber.TakeAsync();
        Assert.Equal((one.Id, "one", true), (again.Id, again.Payload, again.Dup));
        await subscriber.ReceiveNothingAsync();
    }

    [Theory]
    [BothVersions]
    [Statement(V5, "MQTT-3.10.4-4")]
    [Statement(V311, "MQTT-3.10.4-4")]
    public async Task MQTT_3_10_4_4_UNSUBSCRIBE_is_answered_with_UNSUBACK(MqttVersion version)
    {
        await using var broker = new Broker();
        var client = await broker.ConnectAsync(version, "c");
        await client.SubscribeAsync("t");
        await client.SendAsync(Packet.Unsubscribe(version, 5, "t"));
        Assert.Equal(5, (await client.ReceiveAsync()).AsSubAck(Packet.UnsubAck).Id);
    }

    [Theory]
    [BothVersions]
    [Statement(V5, "MQTT-3.10.4-5")]
    [Statement(V311, "MQTT-3.10.4-5")]
    public async Task MQTT_3_10_4_5_so_is_one_that_finds_no_subscription(MqttVersion version)
    {
        await using var broker = new Broker();
        var client = await broker.ConnectAsync(version, "c");
        await client.SendAsync(Packet.Unsubscribe(version, 0xFFFF, "t"));
        Assert.Equal(0xFFFF, (await client.ReceiveAsync()).AsSubAck(Packet.UnsubAck).Id);
    }

    [Theory]
    [BothVersions]
    [Statement(V5, "MQTT-3.10.4-6")]
    [Statement(V311, "MQTT-3.10.4-6")]
    public async Task MQTT_3_10_4_6_several_filters_are_unsubscribed_with_one_UNSUBACK(MqttVersion version)
    {
        await using var broker = new Broker();
        var client = await broker.ConnectAsync(version, "c");
        foreach (var filter in new[] { "a", "b", "c" }) await client.SubscribeAsync(filter);
        await client.SendAsync(Packet.Unsubscribe(version, 9, "a", "unknown", "c"));
        Assert.Equal(version is V5 ? [0x00, 0x11, 0x00] : [], (await client.ReceiveAsync()).AsSubAck(Packet.UnsubAck).Codes);
        foreach (var topic in new[] { "a", "b", "c" }) await client.PublishAsync(topic, topic);
        Assert.Equal(["b"], await client.ReceivePayloadsAsync());
    }
}
