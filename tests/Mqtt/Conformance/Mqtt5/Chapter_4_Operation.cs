using SmartSectors.Mqtt.Tests.Conformance.Wire;
using static SmartSectors.Mqtt.MqttVersion;

namespace SmartSectors.Mqtt.Tests.Conformance.Mqtt5;

public sealed class Chapter_4_Operation
{
    [Fact]
    [Statement(V5, "MQTT-4.1.0-2")]
    public async Task MQTT_4_1_0_2_the_session_is_discarded_when_its_expiry_interval_has_passed()
    {
        await using var broker = new Broker();
        var client = await broker.ConnectAsync(V5, "c", Property.SessionExpiry(10));
        await client.SubscribeAsync("t");
        await client.DropAsync();
        await (await broker.ConnectAsync(V5, "p")).PublishAsync("t", "x", 1);
        broker.Advance(12);
        var next = await broker.ConnectAsync(Connect.Persistent(V5, "c"));
        Assert.False(next.ConnAck.SessionPresent);
        await next.ReceiveNothingAsync();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [Statement(V5, "MQTT-4.3.3-7")]
    public async Task MQTT_4_3_3_7_a_message_that_was_sent_does_not_expire(int qos)
    {
        await using var broker = new Broker();
        var subscriber = await SubscribeAsync(broker);
        await (await broker.ConnectAsync(V5, "p")).PublishAsync("t", "x", qos, properties: Property.MessageExpiry(10));
        var first = await subscriber.ReceivePublishAsync();
        await subscriber.DropAsync();
        broker.Advance(60);
        var again = await (await broker.ResumeAsync(V5, "s")).ReceivePublishAsync();
        Assert.Equal((first.Id, true), (again.Id, again.Dup));
    }

    [Fact]
    [Statement(V5, "MQTT-4.3.3-9")]
    public async Task MQTT_4_3_3_9_after_a_refusing_PUBREC_the_same_identifier_is_a_new_message()
    {
        await using var broker = new Broker();
        broker.Application.Judge = static message => message.Payload == "bad" ? PubAckReason.PayloadFormatInvalid : PubAckReason.Success;
        var client = await broker.ConnectAsync(V5, "c");
        await client.SendAsync(Packet.Publish(V5, "t", "bad", 2, 7));
        Assert.Equal(0x99, (await client.ReceiveAckAsync(Packet.PubRec)).Reason);
        await client.SendAsync(Packet.Publish(V5, "t", "good", 2, 7));
        Assert.InRange((await client.ReceiveAckAsync(Packet.PubRec)).Reason, 0x00, 0x10);
        await broker.Application.NextMessageAsync();
        Assert.Equal("good", (await broker.Application.NextMessageAsync()).Payload);
    }

    [Fact]
    [Statement(V5, "MQTT-4.3.3-13")]
    public async Task MQTT_4_3_3_13_the_QoS_2_exchange_is_finished_also_for_a_message_that_expired()
    {
        await using var broker = new Broker();
        var publisher = await broker.ConnectAsync(V5, "p");
        await publisher.SendAsync(Packet.Publish(V5, "t", "x", 2, 7, properties: Property.MessageExpiry(5)));
        await publisher.ReceiveAckAsync(Packet.PubRec);
        broker.Advance(60);
        await publisher.SendAsync(Packet.Ack(Packet.PubRel, 7));
        var done = await publisher.ReceiveAckAsync(Packet.PubComp);
        Assert.Equal((7, 0), (done.Id, done.Reason));
    }

    [Theory]
    [InlineData(1, Packet.PubAck)]
    [InlineData(2, Packet.PubRec)]
    [Statement(V5, "MQTT-4.4.0-2")]
    public async Task MQTT_4_4_0_2_a_message_that_was_refused_is_not_sent_again(int qos, int type)
    {
        await using var broker = new Broker();
        var subscriber = await SubscribeAsync(broker);
        await (await broker.ConnectAsync(V5, "p")).PublishAsync("t", "x", qos);
        await subscriber.SendAsync(Packet.Ack(type, (await subscriber.ReceivePublishAsync()).Id, 0x97));
        await subscriber.ReceiveNothingAsync(); // no PUBREL either
        await subscriber.DropAsync();
        await (await broker.ResumeAsync(V5, "s")).ReceiveNothingAsync();
    }

    [Theory]
    [InlineData("$share//t")]
    [InlineData("$share/group")]
    [InlineData("$share/group/")]
    [Statement(V5, "MQTT-4.8.2-1")]
    [Statement(V5, "MQTT-4.8.2-2")]
    public async Task MQTT_4_8_2_1_and_4_8_2_2_a_shared_subscription_has_a_name_and_a_filter(string filter) => await IsNotAFilterAsync(filter);

    [Theory]
    [InlineData("$share/+/t")]
    [InlineData("$share/gr#up/t")]
    [Statement(V5, "MQTT-4.8.2-2")]
    public async Task MQTT_4_8_2_2_the_name_of_a_share_has_no_wildcards(string filter) => await IsNotAFilterAsync(filter);

    [Fact]
    [Statement(V5, "MQTT-4.8.2-3")]
    public async Task MQTT_4_8_2_3_a_shared_message_respects_the_QoS_granted_to_each_client()
    {
        await using var broker = new Broker();
        var zero = await broker.ConnectAsync(V5, "zero");
        await zero.SubscribeAsync("$share/group/t", 0);
        var two = await broker.ConnectAsync(V5, "two");
        await two.SubscribeAsync("$share/group/t", 2);
        var publisher = await broker.ConnectAsync(V5, "p");
        for (var i = 0; i < 10; i++) await publisher.PublishAsync("t", "x", 2);
        var atZero = (await zero.ReceiveAllAsync()).Select(static packet => packet.AsPublish().Qos).ToList();
        var atTwo = (await two.ReceiveAllAsync()).Select(static packet => packet.AsPublish().Qos).ToList();
        Assert.Equal(10, atZero.Count + atTwo.Count);
        Assert.All(atZero, static qos => Assert.Equal(0, qos));
        Assert.All(atTwo, static qos => Assert.Equal(2, qos));
    }

    [Fact]
    [Statement(V5, "MQTT-4.8.2-4")]
    public async Task MQTT_4_8_2_4_a_QoS_2_message_under_way_is_finished_with_its_client()
    {
        await using var broker = new Broker();
        var (first, other, message) = await ShareOneAsync(broker);
        await first.DropAsync();
        await other.ReceiveNothingAsync();
        var again = await (await broker.ResumeAsync(V5, "first")).TakeAsync();
        Assert.Equal((message.Id, "x", true), (again.Id, again.Payload, again.Dup));
        await other.ReceiveNothingAsync();
    }

    [Fact]
    [Statement(V5, "MQTT-4.8.2-5")]
    public async Task MQTT_4_8_2_5_if_its_session_ends_the_message_goes_to_nobody_else()
    {
        await using var broker = new Broker();
        var (first, other, _) = await ShareOneAsync(broker);
        await first.DropAsync();
        await broker.ConnectAsync(V5, "first"); // a clean start ends the session
        await other.ReceiveNothingAsync();
    }

    [Fact]
    [Statement(V5, "MQTT-4.8.2-6")]
    public async Task MQTT_4_8_2_6_a_shared_message_that_was_refused_goes_to_nobody_else()
    {
        await using var broker = new Broker();
        var (first, other, message) = await ShareOneAsync(broker);
        await first.SendAsync(Packet.Ack(Packet.PubRec, message.Id, 0x80));
        await first.ReceiveNothingAsync();
        await other.ReceiveNothingAsync();
    }

    [Theory]
    [InlineData("00 00", 0x81)] // no such packet type
    [InlineData("20 03 00 00 00", 0x82)] // CONNACK from a client
    [InlineData("D0 00", 0x82)] // PINGRESP from a client
    [InlineData("30 80 80 80 80 01", 0x81)] // a length of five bytes
    [InlineData("82 06 00 01 00 00 02 74", 0x81)] // a filter that is longer than its packet
    [InlineData("30 06 00 01 74 02 01 02", 0x82)] // a payload format indicator of 2
    [Statement(V5, "MQTT-4.13.1-1")]
    [Statement(V5, "MQTT-4.13.2-1")]
    public async Task MQTT_4_13_1_1_and_4_13_2_1_malformed_packets_and_protocol_errors_close_with_their_reason(string packet, int reason)
    {
        await using var broker = new Broker();
        var client = await broker.ConnectAsync(V5, "c");
        var bytes = Hex.Bytes(packet);
        await client.SendAsync(bytes);
        await client.IsClosedAsync(reason);
    }

    private static async Task IsNotAFilterAsync(string filter)
    {
        await using var broker = new Broker();
        var client = await broker.ConnectAsync(V5, "c");
        await client.SendAsync(Packet.Subscribe(V5, 1, (filter, 0)));
        await client.IsClosedForErrorAsync();
    }

    private static async Task<Client> SubscribeAsync(Broker broker)
    {
        var subscriber = await broker.ConnectAsync(Connect.Persistent(V5, "s"));
        await subscriber.SubscribeAsync("t");
        return subscriber;
    }

    /// <summary>A message of QoS 2 under way to the first of two who share it with each other.</summary>
    private static async Task<(Client First, Client Other, Publish Message)> ShareOneAsync(Broker broker)
    {
        var first = await broker.ConnectAsync(Connect.Persistent(V5, "first"));
        await first.SubscribeAsync("$share/group/t");
        await (await broker.ConnectAsync(V5, "p")).PublishAsync("t", "x", 2);
        var message = await first.ReceivePublishAsync();
        var other = await broker.ConnectAsync(Connect.Persistent(V5, "other"));
        await other.SubscribeAsync("$share/group/t");
        return (first, other, message);
    }
}
