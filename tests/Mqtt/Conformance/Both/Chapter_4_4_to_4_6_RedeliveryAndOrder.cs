using SmartSectors.Mqtt.Tests.Conformance.Wire;
using static SmartSectors.Mqtt.MqttVersion;

namespace SmartSectors.Mqtt.Tests.Conformance.Both;

public sealed class Chapter_4_4_to_4_6_RedeliveryAndOrder
{
    [Theory]
    [BothVersions]
    [Statement(V5, "MQTT-4.4.0-1")]
    [Statement(V311, "MQTT-4.4.0-1")]
    [Statement(V311, "MQTT-4.6.0-1")]
    [Statement(V311, "MQTT-2.3.1-4")]
    public async Task MQTT_4_4_0_1_what_was_not_acknowledged_is_sent_again_in_order_and_with_its_identifiers(MqttVersion version)
    {
        await using var broker = new Broker();
        var subscriber = await SubscribeAsync(broker, version);
        var publisher = await broker.ConnectAsync(version, "p");
        for (var i = 0; i < 6; i++) await publisher.PublishAsync("t", $"{i}", 1 + i % 2);
        var first = (await subscriber.ReceiveAllAsync()).Select(static packet => packet.AsPublish()).ToList();
        await subscriber.AcceptAsync(first[2]);
        await subscriber.DropAsync();

        subscriber = await broker.ResumeAsync(version, "s");
        var again = (await subscriber.ReceiveAllAsync()).Select(static packet => packet.AsPublish()).ToList();
        first.RemoveAt(2);
        Assert.Equal(
            first.Select(static message => (message.Id, message.Payload, message.Qos)),
            again.Select(static message => (message.Id, message.Payload, message.Qos)));
    }

    [Theory]
    [BothVersions]
    [Statement(V5, "MQTT-4.4.0-1")]
    public async Task MQTT_4_4_0_1_nothing_is_sent_again_on_a_connection_that_stays_open(MqttVersion version)
    {
        await using var broker = new Broker();
        var subscriber = await SubscribeAsync(broker, version);
        await (await broker.ConnectAsync(version, "p")).PublishAsync("t", "x", 1);
        await subscriber.ReceivePublishAsync();
        for (var minute = 0; minute < 10; minute++)
        {
            broker.Advance(60);
            await subscriber.ReceiveNothingAsync();
        }
    }

    [Theory]
    [BothVersions]
    [Statement(V5, "MQTT-4.5.0-1")]
    [Statement(V311, "MQTT-4.5.0-1")]
    public async Task MQTT_4_5_0_1_every_session_with_a_matching_subscription_gets_the_message(MqttVersion version)
    {
        await using var broker = new Broker();
        var here = await broker.ConnectAsync(version, "here");
        await here.SubscribeAsync("a/+");
        var away = await broker.ConnectAsync(Connect.Persistent(version, "away"));
        await away.SubscribeAsync("#");
        await away.DropAsync();
        var elsewhere = await broker.ConnectAsync(version, "elsewhere");
        await elsewhere.SubscribeAsync("b");

        await (await broker.ConnectAsync(version, "p")).PublishAsync("a/b", "x", 1);
        Assert.Equal("x", (await here.TakeAsync()).Payload);
        await elsewhere.ReceiveNothingAsync();
        Assert.Equal("x", (await (await broker.ResumeAsync(version, "away")).TakeAsync()).Payload);
    }

    [Theory]
    [BothVersions(0)]
    [BothVersions(1)]
    [BothVersions(2)]
    [Statement(V5, "MQTT-4.6.0-5")]
    [Statement(V5, "MQTT-4.6.0-6")]
    [Statement(V311, "MQTT-4.6.0-5")]
    [Statement(V311, "MQTT-4.6.0-6")]
    public async Task MQTT_4_6_0_5_and_4_6_0_6_messages_of_one_client_topic_and_QoS_keep_their_order(MqttVersion version, int qos)
    {
        await using var broker = new Broker();
        var subscriber = await SubscribeAsync(broker, version);
        var publisher = await broker.ConnectAsync(version, "p");
        for (var i = 0; i < 20; i++) await publisher.PublishAsync("t", $"{i}", qos);
        Assert.Equal(Enumerable.Range(0, 20).Select(static i => $"{i}"), await subscriber.ReceivePayloadsAsync());
    }

    [Theory]
    [BothVersions]
    [Statement(V5, "MQTT-4.6.0-5")]
    [Statement(V311, "MQTT-4.6.0-6")]
    public async Task MQTT_4_6_0_5_what_waited_comes_before_what_is_new(MqttVersion version)
    {
        await using var broker = new Broker(options => options.MaxInFlight = 3);
        var subscriber = await SubscribeAsync(broker, version);
        await subscriber.DropAsync();
        var publisher = await broker.ConnectAsync(version, "p");
        for (var i = 0; i < 10; i++) await publisher.PublishAsync("t", $"{i}", 1);
        subscriber = await broker.ResumeAsync(version, "s");
        for (var i = 10; i < 20; i++) await publisher.PublishAsync("t", $"{i}", 1);
        for (var i = 0; i < 20; i++) Assert.Equal($"{i}", (await subscriber.TakeAsync()).Payload);
    }

    [Theory]
    [BothVersions]
    [Statement(V311, "MQTT-4.6.0-2")]
    [Statement(V311, "MQTT-4.6.0-3")]
    [Statement(V311, "MQTT-4.6.0-4")]
    public async Task MQTT_4_6_0_2_and_4_6_0_3_and_4_6_0_4_the_server_acknowledges_in_the_order_in_which_it_received(MqttVersion version)
    {
        await using var broker = new Broker();
        var client = await broker.ConnectAsync(version, "c");
        int[] ids = [9, 2, 7, 1];
        foreach (var id in ids) await client.SendAsync(Packet.Publish(version, "t", "x", 1, id));
        foreach (var id in ids) Assert.Equal(id, (await client.ReceiveAckAsync(Packet.PubAck)).Id);
        foreach (var id in ids) await client.SendAsync(Packet.Publish(version, "t", "x", 2, id));
        foreach (var id in ids) Assert.Equal(id, (await client.ReceiveAckAsync(Packet.PubRec)).Id);
        foreach (var id in ids) await client.SendAsync(Packet.Ack(Packet.PubRel, id));
        foreach (var id in ids) Assert.Equal(id, (await client.ReceiveAckAsync(Packet.PubComp)).Id);
    }

    [Theory]
    [BothVersions]
    [Statement(V311, "MQTT-4.6.0-4")]
    public async Task MQTT_4_6_0_4_PUBREL_follows_the_order_of_the_PUBRECs(MqttVersion version)
    {
        await using var broker = new Broker();
        var subscriber = await SubscribeAsync(broker, version);
        var publisher = await broker.ConnectAsync(version, "p");
        for (var i = 0; i < 3; i++) await publisher.PublishAsync("t", $"{i}", 2);
        var ids = (await subscriber.ReceiveAllAsync()).Select(static packet => packet.AsPublish().Id).ToList();
        foreach (var id in ids) await subscriber.SendAsync(Packet.Ack(Packet.PubRec, id));
        foreach (var id in ids) Assert.Equal(id, (await subscriber.ReceiveAckAsync(Packet.PubRel)).Id);
    }

    private static async Task<Client> SubscribeAsync(Broker broker, MqttVersion version)
    {
        var subscriber = await broker.ConnectAsync(Connect.Persistent(version, "s"));
        await subscriber.SubscribeAsync("t");
        return subscriber;
    }
}
