using SmartSectors.Mqtt.Tests.Conformance.Wire;
using static SmartSectors.Mqtt.MqttVersion;

namespace SmartSectors.Mqtt.Tests.Conformance.Both;

public sealed class Chapter_4_1_to_4_3_Delivery
{
    [Theory]
    [BothVersions]
    [Statement(V5, "MQTT-4.1.0-1")]
    [Statement(V311, "MQTT-4.1.0-1")]
    [Statement(V311, "MQTT-4.1.0-2")]
    public async Task MQTT_4_1_0_1_the_session_lives_while_its_connection_is_open(MqttVersion version)
    {
        await using var broker = new Broker(options => options.MaxSessionExpiry = TimeSpan.FromSeconds(10));
        var client = await broker.ConnectAsync(Connect.Persistent(version, "c") with { KeepAliveSeconds = 1000 });
        await client.SubscribeAsync("t", 1);
        broker.Advance(1000);
        await client.PublishAsync("t", "x");
        Assert.Equal("x", (await client.ReceivePublishAsync()).Payload);
        await client.DropAsync();
        await broker.ResumeAsync(version, "c");
    }

    [Theory]
    [BothVersions(0)]
    [BothVersions(1)]
    [BothVersions(2)]
    [Statement(V5, "MQTT-4.3.1-1")]
    [Statement(V5, "MQTT-4.3.2-2")]
    [Statement(V5, "MQTT-4.3.3-2")]
    [Statement(V311, "MQTT-4.3.1-1")]
    [Statement(V311, "MQTT-4.3.2-1")]
    [Statement(V311, "MQTT-4.3.3-1")]
    public async Task MQTT_4_3_1_1_and_4_3_2_2_and_4_3_3_2_a_message_is_sent_first_with_its_QoS_and_DUP_0(MqttVersion version, int qos)
    {
        await using var broker = new Broker();
        var subscriber = await broker.ConnectAsync(version, "s");
        await subscriber.SubscribeAsync("t", qos);
        await (await broker.ConnectAsync(version, "p")).PublishAsync("t", "x", 2);
        var message = await subscriber.ReceivePublishAsync();
        Assert.Equal((qos, false, qos > 0), (message.Qos, message.Dup, message.Id > 0));
    }

    [Theory]
    [BothVersions(1)]
    [BothVersions(2)]
    [Statement(V5, "MQTT-4.3.2-1")]
    [Statement(V5, "MQTT-4.3.3-1")]
    [Statement(V311, "MQTT-4.3.2-1")]
    [Statement(V311, "MQTT-4.3.3-1")]
    public async Task MQTT_4_3_2_1_and_4_3_3_1_each_new_message_gets_an_unused_packet_identifier(MqttVersion version, int qos)
    {
        await using var broker = new Broker();
        var subscriber = await broker.ConnectAsync(version, "s");
        await subscriber.SubscribeAsync("t", qos);
        var publisher = await broker.ConnectAsync(version, "p");
        for (var i = 0; i < 10; i++) await publisher.PublishAsync("t", "x", qos);
        var ids = (await subscriber.ReceiveAllAsync()).Select(static packet => packet.AsPublish().Id).ToHashSet();
        Assert.Equal(10, ids.Count);
        Assert.DoesNotContain(0, ids);
    }

    [Theory]
    [BothVersions(1)]
    [BothVersions(2)]
    [Statement(V5, "MQTT-4.3.2-3")]
    [Statement(V5, "MQTT-4.3.3-3")]
    [Statement(V311, "MQTT-4.3.2-1")]
    [Statement(V311, "MQTT-4.3.3-1")]
    public async Task MQTT_4_3_2_3_and_4_3_3_3_a_message_is_unacknowledged_until_its_answer_comes(MqttVersion version, int qos)
    {
        await using var broker = new Broker();
        var subscriber = await SubscribeAsync(broker, version);
        var publisher = await broker.ConnectAsync(version, "p");
        await publisher.PublishAsync("t", "answered", qos);
        await subscriber.TakeAsync();
        await publisher.PublishAsync("t", "not answered", qos);
        await subscriber.ReceivePublishAsync();
        await subscriber.DropAsync();
        subscriber = await broker.ResumeAsync(version, "s");
        Assert.Equal(["not answered"], await subscriber.ReceivePayloadsAsync());
    }

    [Theory]
    [BothVersions]
    [Statement(V5, "MQTT-4.3.2-4")]
    [Statement(V311, "MQTT-4.3.2-2")]
    public async Task MQTT_4_3_2_4_PUBACK_comes_when_the_message_was_taken(MqttVersion version)
    {
        await using var broker = new Broker();
        broker.Application.AcknowledgesAtOnce = false;
        var client = await broker.ConnectAsync(version, "c");
        await client.SendAsync(Packet.Publish(version, "t", "x", 1, 7));
        var taken = await broker.Application.NextBatchAsync();
        await client.ReceiveNothingAsync();
        var connection = taken.Connection;
        taken.Complete();
        connection.RequestFlush();
        Assert.Equal(7, (await client.ReceiveAckAsync(Packet.PubAck)).Id);
    }

    [Theory]
    [BothVersions]
    [Statement(V5, "MQTT-4.3.2-5")]
    [Statement(V311, "MQTT-4.3.2-2")]
    public async Task MQTT_4_3_2_5_after_PUBACK_the_same_identifier_is_a_new_message(MqttVersion version)
    {
        await using var broker = new Broker();
        var subscriber = await broker.ConnectAsync(version, "s");
        await subscriber.SubscribeAsync("t", 0);
        var publisher = await broker.ConnectAsync(version, "p");
        foreach (var dup in new[] { false, true, true })
        {
            await publisher.SendAsync(Packet.Publish(version, "t", $"{dup}", 1, 7, dup: dup));
            await publisher.ReceiveAckAsync(Packet.PubAck);
        }

        Assert.Equal(["False", "True", "True"], await subscriber.ReceivePayloadsAsync());
    }

    [Theory]
    [BothVersions]
    [Statement(V5, "MQTT-4.3.3-4")]
    [Statement(V311, "MQTT-4.3.3-1")]
    public async Task MQTT_4_3_3_4_PUBREC_is_answered_with_PUBREL(MqttVersion version)
    {
        await using var broker = new Broker();
        var subscriber = await SubscribeAsync(broker, version);
        await (await broker.ConnectAsync(version, "p")).PublishAsync("t", "x", 2);
        var message = await subscriber.ReceivePublishAsync();
        await subscriber.SendAsync(Packet.Ack(Packet.PubRec, message.Id));
        Assert.Equal(message.Id, (await subscriber.ReceiveAckAsync(Packet.PubRel)).Id);
    }

    [Theory]
    [BothVersions]
    [Statement(V5, "MQTT-4.3.3-5")]
    [Statement(V5, "MQTT-4.3.3-6")]
    [Statement(V311, "MQTT-4.3.3-1")]
    public async Task MQTT_4_3_3_5_and_4_3_3_6_PUBREL_and_not_PUBLISH_is_sent_again_until_PUBCOMP(MqttVersion version)
    {
        await using var broker = new Broker();
        var subscriber = await SubscribeAsync(broker, version);
        await (await broker.ConnectAsync(version, "p")).PublishAsync("t", "x", 2);
        var message = await subscriber.ReceivePublishAsync();
        await subscriber.SendAsync(Packet.Ack(Packet.PubRec, message.Id));
        await subscriber.ReceiveAckAsync(Packet.PubRel);
        await subscriber.DropAsync();

        subscriber = await broker.ResumeAsync(version, "s");
        Assert.Equal(message.Id, (await subscriber.ReceiveAckAsync(Packet.PubRel)).Id);
        await subscriber.SendAsync(Packet.Ack(Packet.PubComp, message.Id));
        await subscriber.ReceiveNothingAsync();
        await subscriber.DropAsync();
        await (await broker.ResumeAsync(version, "s")).ReceiveNothingAsync();
    }

    [Theory]
    [BothVersions]
    [Statement(V5, "MQTT-4.3.3-8")]
    [Statement(V311, "MQTT-4.3.3-2")]
    public async Task MQTT_4_3_3_8_PUBREC_comes_when_the_message_was_taken(MqttVersion version)
    {
        await using var broker = new Broker();
        broker.Application.AcknowledgesAtOnce = false;
        var client = await broker.ConnectAsync(version, "c");
        await client.SendAsync(Packet.Publish(version, "t", "x", 2, 7));
        var taken = await broker.Application.NextBatchAsync();
        await client.ReceiveNothingAsync();
        var connection = taken.Connection;
        taken.Complete();
        connection.RequestFlush();
        Assert.Equal(7, (await client.ReceiveAckAsync(Packet.PubRec)).Id);
    }

    [Theory]
    [BothVersions]
    [Statement(V5, "MQTT-4.3.3-10")]
    [Statement(V311, "MQTT-4.3.3-2")]
    public async Task MQTT_4_3_3_10_until_PUBREL_the_same_identifier_is_acknowledged_and_not_delivered_again(MqttVersion version)
    {
        await using var broker = new Broker();
        var subscriber = await SubscribeAsync(broker, version, 0);
        var publisher = await broker.ConnectAsync(Connect.Persistent(version, "p"));
        await publisher.SendAsync(Packet.Publish(version, "t", "once", 2, 7), Packet.Publish(version, "t", "once", 2, 7, dup: true));
        for (var i = 0; i < 2; i++) Assert.Equal(7, (await publisher.ReceiveAckAsync(Packet.PubRec)).Id);
        await publisher.DropAsync();

        publisher = await broker.ResumeAsync(version, "p");
        await publisher.SendAsync(Packet.Publish(version, "t", "once", 2, 7, dup: true));
        Assert.Equal(7, (await publisher.ReceiveAckAsync(Packet.PubRec)).Id);
        await publisher.SendAsync(Packet.Ack(Packet.PubRel, 7));
        await publisher.ReceiveAckAsync(Packet.PubComp);
        Assert.Equal(["once"], await subscriber.ReceivePayloadsAsync());
        Assert.Equal("once", (await broker.Application.NextMessageAsync()).Payload);
        Assert.False(broker.Application.TryTakeMessage(out _));
    }

    [Theory]
    [BothVersions]
    [Statement(V5, "MQTT-4.3.3-11")]
    [Statement(V311, "MQTT-4.3.3-2")]
    public async Task MQTT_4_3_3_11_PUBREL_is_answered_with_PUBCOMP_also_when_it_comes_again(MqttVersion version)
    {
        await using var broker = new Broker();
        var client = await broker.ConnectAsync(Connect.Persistent(version, "c"));
        await client.SendAsync(Packet.Publish(version, "t", "x", 2, 7));
        await client.ReceiveAckAsync(Packet.PubRec);
        await client.SendAsync(Packet.Ack(Packet.PubRel, 7));
        Assert.Equal(7, (await client.ReceiveAckAsync(Packet.PubComp)).Id);
        await client.SendAsync(Packet.Ack(Packet.PubRel, 7));
        Assert.Equal(7, (await client.ReceiveAckAsync(Packet.PubComp)).Id);
    }

    [Theory]
    [BothVersions]
    [Statement(V5, "MQTT-4.3.3-12")]
    [Statement(V311, "MQTT-4.3.3-2")]
    public async Task MQTT_4_3_3_12_after_PUBCOMP_the_same_identifier_is_a_new_message(MqttVersion version)
    {
        await using var broker = new Broker();
        var subscriber = await SubscribeAsync(broker, version, 0);
        var publisher = await broker.ConnectAsync(version, "p");
        foreach (var payload in new[] { "1", "2" })
        {
            await publisher.SendAsync(Packet.Publish(version, "t", payload, 2, 7));
            await publisher.ReceiveAckAsync(Packet.PubRec);
            await publisher.SendAsync(Packet.Ack(Packet.PubRel, 7));
            await publisher.ReceiveAckAsync(Packet.PubComp);
        }

        Assert.Equal(["1", "2"], await subscriber.ReceivePayloadsAsync());
    }

    private static async Task<Client> SubscribeAsync(Broker broker, MqttVersion version, int qos = 2)
    {
        var subscriber = await broker.ConnectAsync(Connect.Persistent(version, "s"));
        await subscriber.SubscribeAsync("t", qos);
        return subscriber;
    }
}
