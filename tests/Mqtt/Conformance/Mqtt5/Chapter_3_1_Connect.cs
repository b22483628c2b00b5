using SmartSectors.Mqtt.Tests.Conformance.Wire;
using static SmartSectors.Mqtt.MqttVersion;

namespace SmartSectors.Mqtt.Tests.Conformance.Mqtt5;

public sealed class Chapter_3_1_Connect
{
    [Fact]
    [Statement(V5, "MQTT-3.1.2-7")]
    [Statement(V5, "MQTT-3.1.2-8")]
    public async Task MQTT_3_1_2_7_and_3_1_2_8_a_delayed_will_is_kept_with_the_session_and_published_when_its_delay_has_passed()
    {
        await using var broker = new Broker();
        var watcher = await WatchAsync(broker);
        var client = await broker.ConnectAsync(WithWill(delaySeconds: 10));
        await client.DropAsync();
        broker.Advance(8);
        await watcher.ReceiveNothingAsync();
        broker.Advance(4);
        Assert.Equal("gone", (await watcher.ReceivePublishAsync()).Payload);
    }

    [Fact]
    [Statement(V5, "MQTT-3.1.2-8")]
    public async Task MQTT_3_1_2_8_the_end_of_the_session_publishes_a_will_before_its_delay_has_passed()
    {
        await using var broker = new Broker();
        var watcher = await WatchAsync(broker);
        var client = await broker.ConnectAsync(WithWill(delaySeconds: 1000) with { Properties = Property.SessionExpiry(5) });
        await client.DropAsync();
        broker.Advance(3);
        await watcher.ReceiveNothingAsync();
        broker.Advance(4);
        Assert.Equal("gone", (await watcher.ReceivePublishAsync()).Payload);
    }

    [Fact]
    [Statement(V5, "MQTT-3.1.2-8")]
    public async Task MQTT_3_1_2_8_a_clean_start_ends_the_session_and_publishes_its_will()
    {
        await using var broker = new Broker();
        var watcher = await WatchAsync(broker);
        await (await broker.ConnectAsync(WithWill(delaySeconds: 1000))).DropAsync();
        await watcher.ReceiveNothingAsync();
        await broker.ConnectAsync(V5, "c");
        Assert.Equal("gone", (await watcher.ReceivePublishAsync()).Payload);
    }

    [Fact]
    [Statement(V5, "MQTT-3.1.2-8")]
    public async Task MQTT_3_1_2_8_disconnecting_with_reason_4_publishes_the_will()
    {
        await using var broker = new Broker();
        var watcher = await WatchAsync(broker);
        await (await broker.ConnectAsync(WithWill(delaySeconds: 0))).DisconnectAsync(0x04);
        Assert.Equal("gone", (await watcher.ReceivePublishAsync()).Payload);
    }

    [Fact]
    [Statement(V5, "MQTT-3.1.2-23")]
    public async Task MQTT_3_1_2_23_the_session_is_kept_as_long_as_its_expiry_interval_says()
    {
        await using var broker = new Broker();
        var kept = await broker.ConnectAsync(V5, "kept", Property.SessionExpiry(100));
        await kept.SubscribeAsync("t", 1);
        await kept.DropAsync();
        var unkept = await broker.ConnectAsync(V5, "unkept", Property.SessionExpiry(0));
        await unkept.DropAsync();
        broker.Advance(90);

        Assert.False((await broker.ConnectAsync(Connect.Persistent(V5, "unkept"))).ConnAck.SessionPresent);
        kept = await broker.ResumeAsync(V5, "kept");
        await kept.PublishAsync("t", "x");
        Assert.Equal("x", (await kept.ReceivePublishAsync()).Payload);
    }

    [Fact]
    [Statement(V5, "MQTT-3.1.2-25")]
    public async Task MQTT_3_1_2_25_a_message_too_large_for_the_client_is_dropped_and_counts_as_sent()
    {
        await using var broker = new Broker();
        var subscriber = await broker.ConnectAsync(
            Connect.Persistent(V5, "s", [.. Property.MaximumPacketSize(50), .. Property.ReceiveMaximum(1)]));
        await subscriber.SubscribeAsync("t");
        var publisher = await broker.ConnectAsync(V5, "p");
        await publisher.PublishAsync("t", new string('x', 50), 0);
        await publisher.PublishAsync("t", new string('x', 50), 1);
        await publisher.PublishAsync("t", new string('x', 50), 2);
        await publisher.PublishAsync("t", "small", 1);

        Assert.Equal(["small"], await subscriber.ReceivePayloadsAsync()); // the receive maximum of 1 is free
        await subscriber.DropAsync();
        subscriber = await broker.ResumeAsync(V5, "s");
        Assert.Equal(["small"], await subscriber.ReceivePayloadsAsync());
    }

    [Theory]
    [InlineData(43, true)] // 2 of fixed header, 3 of topic, 1 of property length: 44 more are 50
    [InlineData(44, true)]
    [InlineData(45, false)]
    [Statement(V5, "MQTT-3.1.2-24")]
    public async Task MQTT_3_1_2_24_a_packet_of_exactly_the_maximum_is_sent(int payloadLength, bool isSent)
    {
        await using var broker = new Broker();
        var subscriber = await broker.ConnectAsync(V5, "s", Property.MaximumPacketSize(50));
        await subscriber.SubscribeAsync("t");
        await (await broker.ConnectAsync(V5, "p")).PublishAsync("t", new string('x', payloadLength));
        Assert.Equal(isSent ? 1 : 0, (await subscriber.ReceiveAllAsync()).Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [Statement(V5, "MQTT-3.1.2-24")]
    public async Task MQTT_3_1_2_24_a_topic_alias_does_not_make_a_packet_exceed_the_maximum(int qos)
    {
        await using var broker = new Broker();
        var subscriber = await broker.ConnectAsync(V5, "s", [.. Property.MaximumPacketSize(50), .. Property.TopicAliasMaximum(100)]);
        await subscriber.SubscribeAsync("#");
        var publisher = await broker.ConnectAsync(V5, "p");
        for (var length = 30; length <= 50; length++) await publisher.PublishAsync($"{length}", new string('x', length), qos);
        Assert.All(await subscriber.ReceiveAllAsync(), static packet => Assert.InRange(packet.Length, 30, 50));
    }

    [Fact]
    [Statement(V5, "MQTT-3.1.2-24")]
    public async Task MQTT_3_1_2_24_where_not_even_CONNACK_fits_the_client_is_not_let_in()
    {
        await using var broker = new Broker();
        for (uint maximum = 1; maximum <= 40; maximum++)
        {
            var client = broker.Open(V5);
            await client.SendAsync(new Connect(V5, "c") { Properties = Property.MaximumPacketSize(maximum) }.ToPacket());
            while (await client.ReceiveOrEndAsync() is { } answer)
            {
                Assert.InRange(answer.Length, 0, (int)maximum);
                if (answer.AsConnAck().Reason == 0) break;
            }
        }
    }

    [Fact]
    [Statement(V5, "MQTT-3.1.2-24")]
    public async Task MQTT_3_1_2_24_an_answer_that_does_not_fit_closes_the_connection()
    {
        await using var broker = new Broker();
        var client = await broker.ConnectAsync(V5, "c", Property.MaximumPacketSize(40));
        await client.SendAsync(Packet.Subscribe(V5, 1, [.. Enumerable.Range(0, 40).Select(static i => ($"{i}", 0))]));
        await client.IsClosedAsync(0x95);
    }

    [Fact]
    [Statement(V5, "MQTT-3.1.2-26")]
    [Statement(V5, "MQTT-3.3.2-11")]
    public async Task MQTT_3_1_2_26_and_3_3_2_11_no_topic_alias_is_above_the_clients_maximum()
    {
        await using var broker = new Broker();
        var subscriber = await broker.ConnectAsync(V5, "s", Property.TopicAliasMaximum(2));
        await subscriber.SubscribeAsync("#");
        for (var round = 0; round < 3; round++)
        {
            foreach (var topic in new[] { "a", "b", "c", "d" }) await subscriber.SendAsync(Packet.Publish(V5, topic, topic));
        }

        var aliases = new Dictionary<uint, string>();
        foreach (var message in (await subscriber.ReceiveAllAsync()).Select(static packet => packet.AsPublish()))
        {
            if (message.Properties.Number(Property.TopicAliasId) is not { } alias)
            {
                Assert.Equal(message.Payload, message.Topic);
                continue;
            }

            Assert.InRange(alias, 1u, 2u);
            if (message.Topic.Length > 0) aliases[alias] = message.Topic;
            Assert.Equal(message.Payload, aliases[alias]);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Statement(V5, "MQTT-3.1.2-27")]
    public async Task MQTT_3_1_2_27_without_a_maximum_there_are_no_topic_aliases(bool zero)
    {
        await using var broker = new Broker();
        var subscriber = await broker.ConnectAsync(V5, "s", zero ? Property.TopicAliasMaximum(0) : []);
        await subscriber.SubscribeAsync("t");
        for (var i = 0; i < 3; i++) await subscriber.SendAsync(Packet.Publish(V5, "t", "x"));
        Assert.All(await subscriber.ReceiveAllAsync(), static packet =>
        {
            Assert.Equal("t", packet.AsPublish().Topic);
            Assert.False(packet.AsPublish().Properties.Has(Property.TopicAliasId));
        });
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Statement(V5, "MQTT-3.1.2-28")]
    public async Task MQTT_3_1_2_28_response_information_is_not_returned_unasked(bool zero)
    {
        await using var broker = new Broker();
        var client = await broker.ConnectAsync(V5, "c", zero ? Property.RequestResponseInformation(0) : []);
        Assert.False(client.ConnAck.Properties.Has(Property.ResponseInformationId));
    }

    [Fact]
    [Statement(V5, "MQTT-3.1.2-29")]
    public async Task MQTT_3_1_2_29_without_problem_information_acknowledgements_have_reason_codes_alone()
    {
        await using var broker = new Broker();
        broker.Application.Judge = static _ => PubAckReason.PayloadFormatInvalid;
        var client = await broker.ConnectAsync(V5, "c", Property.RequestProblemInformation(0));
        await client.SendAsync(Packet.Subscribe(V5, 1, ("t", 0)), Packet.Unsubscribe(V5, 2, "nothing"));
        await client.SendAsync(Packet.Publish(V5, "t", "x", 1, 3), Packet.Ack(Packet.PubRel, 4));
        await client.SendAsync(Packet.PingReq);

        for (var packet = await client.ReceiveAsync(); packet.Type is not Packet.PingResp; packet = await client.ReceiveAsync())
        {
            var properties = packet.Type is Packet.SubAck or Packet.UnsubAck
                ? packet.AsSubAck(packet.Type).Properties
                : packet.AsAck(packet.Type).Properties;
            Assert.False(properties.Has(Property.ReasonStringId));
            Assert.Empty(properties.UserProperties);
        }
    }

    [Fact]
    [Statement(V5, "MQTT-3.1.3-7")]
    public async Task MQTT_3_1_3_7_the_assigned_identifier_is_returned_and_holds()
    {
        await using var broker = new Broker();
        var client = await broker.ConnectAsync(Connect.Persistent(V5, ""));
        var assigned = client.ConnAck.Properties.Text(Property.AssignedClientIdentifierId);
        Assert.False(string.IsNullOrEmpty(assigned));
        await client.DropAsync();
        var again = await broker.ResumeAsync(V5, assigned);
        Assert.False(again.ConnAck.Properties.Has(Property.AssignedClientIdentifierId));
    }

    [Fact]
    [Statement(V5, "MQTT-3.1.3-9")]
    public async Task MQTT_3_1_3_9_a_new_connection_within_the_delay_keeps_the_will_from_being_sent()
    {
        await using var broker = new Broker();
        var watcher = await WatchAsync(broker);
        await (await broker.ConnectAsync(WithWill(delaySeconds: 10))).DropAsync();
        broker.Advance(5);
        await broker.ResumeAsync(V5, "c");
        broker.Advance(100);
        await watcher.ReceiveNothingAsync();
    }

    [Fact]
    [Statement(V5, "MQTT-3.1.3-10")]
    public async Task MQTT_3_1_3_10_the_properties_of_a_will_go_with_it_in_their_order()
    {
        await using var broker = new Broker();
        var watcher = await WatchAsync(broker);
        byte[] properties = [.. Property.User("b", "1"), .. Property.ContentType("text"), .. Property.User("a", "2"), .. Property.User("b", "0")];
        var client = await broker.ConnectAsync(new Connect(V5, "c") { Will = new Will("will", "gone") { Properties = properties } });
        await client.DropAsync();
        var will = await watcher.ReceivePublishAsync();
        Assert.Equal([("b", "1"), ("a", "2"), ("b", "0")], will.Properties.UserProperties);
        Assert.Equal("text", will.Properties.Text(Property.ContentTypeId));
        Assert.False(will.Properties.Has(Property.WillDelayId));
    }

    private static async Task<Client> WatchAsync(Broker broker)
    {
        var watcher = await broker.ConnectAsync(V5, "watcher");
        await watcher.SubscribeAsync("will");
        return watcher;
    }

    private static Connect WithWill(uint delaySeconds) => Connect.Persistent(V5, "c") with
    {
        Will = new Will("will", "gone") { Properties = Property.WillDelay(delaySeconds) },
    };
}
