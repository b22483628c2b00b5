using SmartSectors.Mqtt.Tests.Conformance.Wire;
using static SmartSectors.Mqtt.MqttVersion;

namespace SmartSectors.Mqtt.Tests.Conformance.Mqtt5;

public sealed class Chapter_3_3_Publish
{
    [Fact]
    [Statement(V5, "MQTT-3.3.1-9")]
    public async Task MQTT_3_3_1_9_retain_handling_0_sends_what_is_retained_at_each_subscribe()
    {
        await using var broker = new Broker();
        var client = await RetainAsync(broker);
        await client.SubscribeAsync("a/+", 0);
        Assert.Equal(["1", "2"], (await client.ReceivePayloadsAsync()).Order());
        await client.SubscribeAsync("a/+", 0);
        Assert.Equal(["1", "2"], (await client.ReceivePayloadsAsync()).Order());
    }

    [Fact]
    [Statement(V5, "MQTT-3.3.1-10")]
    public async Task MQTT_3_3_1_10_retain_handling_1_sends_it_to_a_new_subscription_alone()
    {
        await using var broker = new Broker();
        var client = await RetainAsync(broker);
        await client.SubscribeAsync("a/+", SubscribeOption.RetainIfNew);
        Assert.Equal(["1", "2"], (await client.ReceivePayloadsAsync()).Order());
        await client.SubscribeAsync("a/+", SubscribeOption.RetainIfNew);
        await client.ReceiveNothingAsync();
        await client.UnsubscribeAsync("a/+");
        await client.SubscribeAsync("a/+", SubscribeOption.RetainIfNew);
        Assert.Equal(2, (await client.ReceiveAllAsync()).Count);
    }

    [Fact]
    [Statement(V5, "MQTT-3.3.1-11")]
    public async Task MQTT_3_3_1_11_retain_handling_2_sends_nothing_retained()
    {
        await using var broker = new Broker();
        var client = await RetainAsync(broker);
        await client.SubscribeAsync("a/+", SubscribeOption.RetainNever);
        await client.ReceiveNothingAsync();
        await client.PublishAsync("a/1", "live", 0, retain: true);
        Assert.Equal("live", (await client.ReceivePublishAsync()).Payload);
    }

    [Fact]
    [Statement(V5, "MQTT-3.3.1-12")]
    public async Task MQTT_3_3_1_12_without_retain_as_published_RETAIN_goes_out_as_0()
    {
        await using var broker = new Broker();
        var client = await broker.ConnectAsync(V5, "c");
        await client.SubscribeAsync("t", 0);
        await client.PublishAsync("t", "retained", 0, retain: true);
        await client.PublishAsync("t", "not retained");
        Assert.False((await client.ReceivePublishAsync()).Retain);
        Assert.False((await client.ReceivePublishAsync()).Retain);
    }

    [Fact]
    [Statement(V5, "MQTT-3.3.1-13")]
    public async Task MQTT_3_3_1_13_with_retain_as_published_RETAIN_goes_out_as_it_came_in()
    {
        await using var broker = new Broker();
        var client = await broker.ConnectAsync(V5, "c");
        await client.SubscribeAsync("t", SubscribeOption.RetainAsPublished);
        await client.PublishAsync("t", "retained", 0, retain: true);
        await client.PublishAsync("t", "not retained");
        Assert.True((await client.ReceivePublishAsync()).Retain);
        Assert.False((await client.ReceivePublishAsync()).Retain);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [Statement(V5, "MQTT-3.3.2-4")]
    public async Task MQTT_3_3_2_4_the_payload_format_indicator_goes_on_unaltered(int indicator)
    {
        var message = await ForwardAsync(Property.PayloadFormat(indicator));
        Assert.Equal((uint)indicator, message.Properties.Number(Property.PayloadFormatId));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [Statement(V5, "MQTT-3.3.2-5")]
    public async Task MQTT_3_3_2_5_a_message_that_expired_before_its_delivery_is_dropped(int qos)
    {
        await using var broker = new Broker();
        await (await SubscribePersistentAsync(broker)).DropAsync();
        var publisher = await broker.ConnectAsync(V5, "p");
        await publisher.PublishAsync("t", "expires", qos, properties: Property.MessageExpiry(10));
        await publisher.PublishAsync("t", "stays", qos);
        broker.Advance(11);
        var back = await broker.ResumeAsync(V5, "s");
        Assert.Equal(["stays"], await back.ReceivePayloadsAsync());
    }

    [Fact]
    [Statement(V5, "MQTT-3.3.2-5")]
    public async Task MQTT_3_3_2_5_a_retained_message_expires()
    {
        await using var broker = new Broker();
        var client = await broker.ConnectAsync(V5, "c");
        await client.PublishAsync("t", "x", 1, retain: true, properties: Property.MessageExpiry(10));
        broker.Advance(11);
        await client.SubscribeAsync("t");
        await client.ReceiveNothingAsync();
    }

    [Fact]
    [Statement(V5, "MQTT-3.3.2-6")]
    public async Task MQTT_3_3_2_6_the_expiry_goes_on_less_the_time_that_the_message_waited()
    {
        await using var broker = new Broker();
        await (await SubscribePersistentAsync(broker)).DropAsync();
        var publisher = await broker.ConnectAsync(V5, "p");
        await publisher.PublishAsync("t", "x", 1, properties: [.. Property.User("a", "1"), .. Property.MessageExpiry(100)]);
        broker.Advance(40);
        var message = await (await broker.ResumeAsync(V5, "s")).ReceivePublishAsync();
        Assert.Equal(60u, message.Properties.Number(Property.MessageExpiryId));
    }

    [Fact]
    [Statement(V5, "MQTT-3.3.2-6")]
    public async Task MQTT_3_3_2_6_a_message_that_did_not_wait_keeps_its_expiry()
    {
        var message = await ForwardAsync(Property.MessageExpiry(100));
        Assert.Equal(100u, message.Properties.Number(Property.MessageExpiryId));
    }

    [Fact]
    [Statement(V5, "MQTT-3.3.2-7")]
    public async Task MQTT_3_3_2_7_a_topic_alias_ends_with_its_connection()
    {
        await using var broker = new Broker();
        var client = await broker.ConnectAsync(Connect.Persistent(V5, "c"));
        await client.PublishAsync("t", "x", 0, properties: Property.TopicAlias(1));
        await client.DropAsync();
        client = await broker.ResumeAsync(V5, "c");
        await client.PublishAsync("", "x", 0, properties: Property.TopicAlias(1));
        await client.IsClosedAsync(0x82);
    }

    [Fact]
    [Statement(V5, "MQTT-3.3.2-7")]
    public async Task MQTT_3_3_2_7_what_is_sent_again_uses_no_alias_of_the_connection_before()
    {
        await using var broker = new Broker();
        var subscriber = await SubscribePersistentAsync(broker, Property.TopicAliasMaximum(10));
        var publisher = await broker.ConnectAsync(V5, "p");
        await publisher.PublishAsync("t", "1", 1);
        await publisher.PublishAsync("t", "2", 1);
        Assert.Equal(2, (await subscriber.ReceiveAllAsync()).Count);
        await subscriber.DropAsync();
        subscriber = await broker.ResumeAsync(V5, "s", Property.TopicAliasMaximum(10));
        Assert.Equal("t", (await subscriber.ReceivePublishAsync()).Topic);
    }

    [Fact]
    [Statement(V5, "MQTT-3.3.2-8")]
    public async Task MQTT_3_3_2_8_a_topic_alias_of_zero_is_invalid()
    {
        await using var broker = new Broker();
        var client = await broker.ConnectAsync(V5, "c");
        await client.PublishAsync("t", "x", 0, properties: Property.TopicAlias(0));
        await client.IsClosedAsync(0x94);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [Statement(V5, "MQTT-3.3.2-9")]
    [Statement(V5, "MQTT-3.2.2-17")]
    [Statement(V5, "MQTT-3.2.2-18")]
    public async Task MQTT_3_3_2_9_and_3_2_2_17_and_3_2_2_18_a_topic_alias_above_the_maximum_is_invalid(ushort maximum)
    {
        await using var broker = new Broker(options => options.TopicAliasMaximum = maximum);
        var client = await broker.ConnectAsync(V5, "c");
        await client.PublishAsync("t", "x", 0, properties: Property.TopicAlias(maximum + 1));
        await client.IsClosedAsync(0x94);
    }

    [Fact]
    [Statement(V5, "MQTT-3.3.2-8")]
    public async Task MQTT_3_3_2_8_the_servers_own_aliases_are_not_zero()
    {
        await using var broker = new Broker();
        var client = await broker.ConnectAsync(V5, "c", Property.TopicAliasMaximum(1));
        await client.SubscribeAsync("#");
        for (var i = 0; i < 3; i++) await client.PublishAsync("t", "x");
        Assert.All(
            await client.ReceiveAllAsync(), static packet => Assert.NotEqual(0u, packet.AsPublish().Properties.Number(Property.TopicAliasId)));
    }

    [Fact]
    [Statement(V5, "MQTT-3.3.2-12")]
    public async Task MQTT_3_3_2_12_every_alias_up_to_the_announced_maximum_is_accepted()
    {
        await using var broker = new Broker(options => options.TopicAliasMaximum = 5);
        var client = await broker.ConnectAsync(V5, "c");
        Assert.Equal(5u, client.ConnAck.Properties.Number(Property.TopicAliasMaximumId));
        await client.SubscribeAsync("#");
        for (var alias = 1; alias <= 5; alias++) await client.PublishAsync($"{alias}", "", 0, properties: Property.TopicAlias(alias));
        for (var alias = 1; alias <= 5; alias++) await client.PublishAsync("", "again", 0, properties: Property.TopicAlias(alias));
        var topics = (await client.ReceiveAllAsync()).Select(static packet => packet.AsPublish().Topic);
        Assert.Equal(["1", "2", "3", "4", "5", "1", "2", "3", "4", "5"], topics);
    }

    [Fact]
    [Statement(V5, "MQTT-3.3.2-13")]
    public async Task MQTT_3_3_2_13_a_response_topic_must_be_UTF_8() => await IsMalformedAsync("08 00 01 FF");

    [Theory]
    [InlineData("a/#")]
    [InlineData("+")]
    [Statement(V5, "MQTT-3.3.2-14")]
    public async Task MQTT_3_3_2_14_a_response_topic_with_wildcards_is_an_error(string topic)
    {
        await using var broker = new Broker();
        var client = await broker.ConnectAsync(V5, "c");
        await client.PublishAsync("t", "x", 0, properties: Property.ResponseTopic(topic));
        await client.IsClosedForErrorAsync();
    }

    [Fact]
    [Statement(V5, "MQTT-3.3.2-15")]
    public async Task MQTT_3_3_2_15_the_response_topic_goes_on_unaltered()
    {
        var message = await ForwardAsync(Property.ResponseTopic("trả/lời"));
        Assert.Equal("trả/lời", message.Properties.Text(Property.ResponseTopicId));
    }

    [Fact]
    [Statement(V5, "MQTT-3.3.2-16")]
    public async Task MQTT_3_3_2_16_the_correlation_data_go_on_unaltered()
    {
        var message = await ForwardAsync(Property.CorrelationData(0, 0xFF, 1));
        Assert.Equal([0, 0xFF, 1], message.Properties.Binary(Property.CorrelationDataId)!);
    }

    [Fact]
    [Statement(V5, "MQTT-3.3.2-17")]
    [Statement(V5, "MQTT-3.3.2-18")]
    public async Task MQTT_3_3_2_17_and_3_3_2_18_user_properties_go_on_unaltered_and_in_order()
    {
        var message = await ForwardAsync([.. Property.User("b", "1"), .. Property.User("", ""), .. Property.User("a", "é"), .. Property.User("b", "0")]);
        Assert.Equal([("b", "1"), ("", ""), ("a", "é"), ("b", "0")], message.Properties.UserProperties);
    }

    [Fact]
    [Statement(V5, "MQTT-3.3.2-17")]
    [Statement(V5, "MQTT-3.3.2-18")]
    public async Task MQTT_3_3_2_17_and_3_3_2_18_so_they_do_around_an_alias_and_an_expiry_which_are_not_the_messages_own()
    {
        var message = await ForwardAsync(
            [.. Property.User("b", "1"), .. Property.MessageExpiry(100), .. Property.User("a", "2"), .. Property.TopicAlias(1), .. Property.User("b", "0")]);
        Assert.Equal([("b", "1"), ("a", "2"), ("b", "0")], message.Properties.UserProperties);
        Assert.False(message.Properties.Has(Property.TopicAliasId));
    }

    [Fact]
    [Statement(V5, "MQTT-3.3.2-19")]
    public async Task MQTT_3_3_2_19_a_content_type_must_be_UTF_8() => await IsMalformedAsync("03 00 01 FF");

    [Fact]
    [Statement(V5, "MQTT-3.3.2-20")]
    public async Task MQTT_3_3_2_20_the_content_type_goes_on_unaltered()
    {
        var message = await ForwardAsync(Property.ContentType("application/senml+json"));
        Assert.Equal("application/senml+json", message.Properties.Text(Property.ContentTypeId));
    }

    [Fact]
    [Statement(V5, "MQTT-3.3.4-3")]
    [Statement(V5, "MQTT-3.3.4-4")]
    public async Task MQTT_3_3_4_3_and_3_3_4_4_overlapping_subscriptions_are_all_named_in_what_they_deliver()
    {
        await using var broker = new Broker();
        var client = await broker.ConnectAsync(V5, "c");
        await client.SubscribeAsync("a/#", 1, Property.SubscriptionIdentifier(1));
        await client.SubscribeAsync("a/+", 1, Property.SubscriptionIdentifier(268_435_455));
        await client.SubscribeAsync("+/b", 1);
        await client.PublishAsync("a/b", "x");
        var identifiers = (await client.ReceiveAllAsync()).SelectMany(static packet => packet.AsPublish().Properties.Numbers(Property.SubscriptionIdentifierId));
        Assert.Equal([1u, 268_435_455u], identifiers.Order());
    }

    [Fact]
    [Statement(V5, "MQTT-3.3.4-6")]
    public async Task MQTT_3_3_4_6_a_subscription_identifier_from_a_client_is_an_error()
    {
        await using var broker = new Broker();
        var client = await broker.ConnectAsync(V5, "c");
        await client.PublishAsync("t", "x", 0, properties: Property.SubscriptionIdentifier(1));
        await client.IsClosedAsync(0x82);
    }

    [Fact]
    [Statement(V5, "MQTT-3.3.4-7")]
    public async Task MQTT_3_3_4_7_a_client_that_exceeds_the_receive_maximum_is_disconnected()
    {
        await using var broker = new Broker(options => options.ReceiveMaximum = 2);
        var client = await broker.ConnectAsync(V5, "c");
        Assert.Equal(2u, client.ConnAck.Properties.Number(Property.ReceiveMaximumId));
        for (var id = 1; id <= 3; id++) await client.SendAsync(Packet.Publish(V5, "t", "x", 2, id));
        await client.ReceiveAckAsync(Packet.PubRec);
        await client.ReceiveAckAsync(Packet.PubRec);
        await client.IsClosedAsync(0x93);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [Statement(V5, "MQTT-3.3.4-9")]
    [Statement(V5, "MQTT-4.9.0-1")]
    [Statement(V5, "MQTT-4.9.0-2")]
    public async Task MQTT_3_3_4_9_and_4_9_0_1_and_4_9_0_2_no_more_than_the_clients_receive_maximum_is_under_way(int qos)
    {
        await using var broker = new Broker();
        var subscriber = await SubscribePersistentAsync(broker, Property.ReceiveMaximum(2));
        var publisher = await broker.ConnectAsync(V5, "p");
        for (var i = 1; i <= 5; i++) await publisher.PublishAsync("t", $"{i}", qos);

        var first = (await subscriber.ReceiveAllAsync()).Select(static packet => packet.AsPublish()).ToList();
        Assert.Equal(["1", "2"], first.Select(static message => message.Payload));
        if (qos == 2)
        {
            await subscriber.SendAsync(Packet.Ack(Packet.PubRec, first[0].Id));
            Assert.Equal(first[0].Id, (await subscriber.ReceiveAckAsync(Packet.PubRel)).Id); // not PUBREC but PUBCOMP gives room
            await subscriber.ReceiveNothingAsync();
            await subscriber.SendAsync(Packet.Ack(Packet.PubComp, first[0].Id));
        }
        else
        {
            await subscriber.AcceptAsync(first[0]);
        }

        Assert.Equal(["3"], await subscriber.ReceivePayloadsAsync());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [Statement(V5, "MQTT-3.3.4-9")]
    [Statement(V5, "MQTT-4.9.0-2")]
    public async Task MQTT_3_3_4_9_and_4_9_0_2_what_is_sent_again_keeps_to_the_receive_maximum_and_comes_before_what_is_new(int qos)
    {
        await using var broker = new Broker();
        var subscriber = await SubscribePersistentAsync(broker);
        var publisher = await broker.ConnectAsync(V5, "p");
        foreach (var payload in new[] { "1", "2", "3" }) await publisher.PublishAsync("t", payload, qos);
        Assert.Equal(3, (await subscriber.ReceiveAllAsync()).Count);
        await subscriber.DropAsync();

        subscriber = await broker.ResumeAsync(V5, "s", Property.ReceiveMaximum(1));
        await publisher.PublishAsync("t", "4", qos);
        foreach (var payload in new[] { "1", "2", "3", "4" })
        {
            var message = Assert.Single(await subscriber.ReceiveAllAsync()).AsPublish();
            Assert.Equal((payload, payload != "4"), (message.Payload, message.Dup));
            await subscriber.AcceptAsync(message);
        }
    }

    [Fact]
    [Statement(V5, "MQTT-3.3.4-9")]
    [Statement(V5, "MQTT-4.4.0-2")]
    public async Task MQTT_3_3_4_9_and_4_4_0_2_a_refusing_PUBREC_gives_room()
    {
        await using var broker = new Broker();
        var subscriber = await SubscribePersistentAsync(broker, Property.ReceiveMaximum(1));
        var publisher = await broker.ConnectAsync(V5, "p");
        await publisher.PublishAsync("t", "1", 2);
        await publisher.PublishAsync("t", "2", 2);
        await subscriber.SendAsync(Packet.Ack(Packet.PubRec, (await subscriber.ReceivePublishAsync()).Id, 0x97));
        Assert.Equal(["2"], await subscriber.ReceivePayloadsAsync());
    }

    [Fact]
    [Statement(V5, "MQTT-3.3.4-10")]
    [Statement(V5, "MQTT-4.9.0-3")]
    public async Task MQTT_3_3_4_10_and_4_9_0_3_the_receive_maximum_holds_up_nothing_but_PUBLISH()
    {
        await using var broker = new Broker();
        var subscriber = await SubscribePersistentAsync(broker, Property.ReceiveMaximum(1));
        var publisher = await broker.ConnectAsync(V5, "p");
        await publisher.PublishAsync("t", "1", 1);
        await publisher.PublishAsync("t", "2", 1);
        Assert.Equal(["1"], await subscriber.ReceivePayloadsAsync()); // PINGRESP came
        await subscriber.PublishAsync("other", "x", 1); // PUBACK
        await subscriber.PublishAsync("other", "x", 2); // PUBREC, PUBCOMP
        await subscriber.SubscribeAsync("more", 0); // SUBACK
        await subscriber.UnsubscribeAsync("more"); // UNSUBACK
        await publisher.PublishAsync("t", "of QoS 0", 0);
        Assert.Equal("of QoS 0", (await subscriber.ReceivePublishAsync()).Payload);
    }

    private static async Task IsMalformedAsync(string property)
    {
        await using var broker = new Broker();
        var client = await broker.ConnectAsync(V5, "c");
        await client.PublishAsync("t", "x", 0, properties: Hex.Bytes(property));
        await client.IsClosedAsync(0x81);
    }

    private static async Task<Publish> ForwardAsync(byte[] properties)
    {
        await using var broker = new Broker();
        var subscriber = await broker.ConnectAsync(V5, "s");
        await subscriber.SubscribeAsync("t");
        await (await broker.ConnectAsync(V5, "p")).PublishAsync("t", "x", 0, properties: properties);
        return await subscriber.ReceivePublishAsync();
    }

    private static async Task<Client> SubscribePersistentAsync(Broker broker, params byte[] properties)
    {
        var subscriber = await broker.ConnectAsync(Connect.Persistent(V5, "s", properties));
        await subscriber.SubscribeAsync("t");
        return subscriber;
    }

    private static async Task<Client> RetainAsync(Broker broker)
    {
        var client = await broker.ConnectAsync(V5, "c");
        await client.PublishAsync("a/1", "1", 1, retain: true);
        await client.PublishAsync("a/2", "2", 1, retain: true);
        return client;
    }
}
