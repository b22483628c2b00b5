using SmartSectors.Mqtt.Tests.Conformance.Wire;
using static SmartSectors.Mqtt.MqttVersion;

namespace SmartSectors.Mqtt.Tests.Conformance.Both;

public sealed class Chapter_2_PacketFormat
{
    [Theory]
    [BothVersions("41 02 00 01")] // PUBACK
    [BothVersions("58 02 00 01")] // PUBREC
    [BothVersions("60 02 00 01")] // PUBREL
    [BothVersions("72 02 00 01")] // PUBCOMP
    [BothVersions("C1 00")] // PINGREQ
    [BothVersions("E4 00")] // DISCONNECT
    [Statement(V5, "MQTT-2.1.3-1")]
    [Statement(V311, "MQTT-2.2.2-2")]
    public async Task MQTT_2_1_3_1_reserved_flag_bits_other_than_listed_close_the_connection(MqttVersion version, string packet)
    {
        await using var broker = new Broker();
        var client = await broker.ConnectAsync(version, "c");
        await client.SendAsync(Hex.Bytes(packet));
        await client.IsClosedAsync(0x81);
    }

    [Theory]
    [BothVersions]
    [Statement(V5, "MQTT-2.1.3-1")]
    [Statement(V311, "MQTT-2.2.2-1")]
    public async Task MQTT_2_1_3_1_the_servers_own_packets_have_the_flag_bits_listed(MqttVersion version)
    {
        await using var broker = new Broker();
        var client = await broker.ConnectAsync(version, "c"); // CONNACK
        await client.SubscribeAsync("t"); // SUBACK
        await client.SendAsync(Packet.Publish(version, "t", "x", 2, 7), Packet.Ack(Packet.PubRel, 7)); // PUBREC, PUBCOMP, PUBLISH
        await client.SendAsync(Packet.Publish(version, "u", "x", 1, 8)); // PUBACK
        var packets = await client.ReceiveAllAsync(); // PINGRESP

        Assert.Equal([0x34, 0x40, 0x50, 0x70], packets.Select(static packet => (int)packet.First).Order());
        await client.SendAsync(Packet.Ack(Packet.PubRec, packets.Single(static packet => packet.Type is Packet.PublishType).AsPublish().Id));
        Assert.Equal(0x62, (await client.ReceiveAsync()).First);
        await client.SendAsync(Packet.Unsubscribe(version, 9, "t"));
        Assert.Equal(0xB0, (await client.ReceiveAsync()).First);
    }

    [Theory]
    [BothVersions]
    [Statement(V5, "MQTT-2.2.1-2")]
    [Statement(V311, "MQTT-2.3.1-5")]
    public async Task MQTT_2_2_1_2_a_QoS_0_PUBLISH_has_no_packet_identifier(MqttVersion version)
    {
        await using var broker = new Broker();
        var client = await broker.ConnectAsync(version, "c");
        await client.SubscribeAsync("t", 0);
        await client.SendAsync(Packet.Publish(version, "t", "\0\u0001payload"));
        await client.SendAsync(Packet.Publish(version, "t", "\0\u0001payload"));

        for (var i = 0; i < 2; i++)
        {
            var message = await client.ReceivePublishAsync();
            Assert.Equal((0, "\0\u0001payload"), (message.Qos, message.Payload));
        }
    }

    [Theory]
    [BothVersions(1)]
    [BothVersions(2)]
    [Statement(V5, "MQTT-2.2.1-3")]
    [Statement(V311, "MQTT-2.3.1-1")]
    public async Task MQTT_2_2_1_3_a_PUBLISH_above_QoS_0_with_packet_identifier_zero_is_an_error(MqttVersion version, int qos)
    {
        await using var broker = new Broker();
        var client = await broker.ConnectAsync(version, "c");
        await client.SendAsync(Packet.Publish(version, "t", "x", qos, 0));
        await client.IsClosedForErrorAsync();
    }

    [Theory]
    [BothVersions]
    [Statement(V5, "MQTT-2.2.1-3")]
    [Statement(V311, "MQTT-2.3.1-1")]
    public async Task MQTT_2_2_1_3_SUBSCRIBE_and_UNSUBSCRIBE_with_packet_identifier_zero_are_errors(MqttVersion version)
    {
        await using var broker = new Broker();
        var subscriber = await broker.ConnectAsync(version, "s");
        await subscriber.SendAsync(Packet.Subscribe(version, 0, ("t", 0)));
        await subscriber.IsClosedForErrorAsync();

        var unsubscriber = await broker.ConnectAsync(version, "u");
        await unsubscriber.SendAsync(Packet.Unsubscribe(version, 0, "t"));
        await unsubscriber.IsClosedForErrorAsync();
    }

    [Theory]
    [BothVersions]
    [Statement(V5, "MQTT-2.2.1-4")]
    [Statement(V311, "MQTT-2.3.1-4")]
    public async Task MQTT_2_2_1_4_the_server_gives_its_messages_unused_packet_identifiers(MqttVersion version)
    {
        await using var broker = new Broker();
        var subscriber = await broker.ConnectAsync(Connect.Persistent(version, "s"));
        await subscriber.SubscribeAsync("t");
        for (var i = 0; i < 50; i++) await subscriber.SendAsync(Packet.Publish(version, "t", $"{i}", 1 + i % 2, 1000 + i));
        var inFlight = (await subscriber.ReceiveAllAsync())
            .Where(static packet => packet.Type is Packet.PublishType).Select(static packet => packet.AsPublish()).ToList();

        var publishedAtOnce = inFlight.Where(static message => message.Qos == 1).Select(static message => message.Id).ToHashSet();
        Assert.Equal(25, publishedAtOnce.Count);
        Assert.DoesNotContain(0, publishedAtOnce);
        Assert.Equal(inFlight.Count, inFlight.Select(static message => message.Id).Distinct().Count());

        // Half of them become free; whatever is used next is none of the other half.
        var held = inFlight.Skip(10).Select(static message => message.Id).ToHashSet();
        foreach (var message in inFlight.Take(10).Where(static message => message.Qos == 1)) await subscriber.AcceptAsync(message);
        await subscriber.SendAsync(Packet.Publish(version, "t", "next", 1, 2000));
        var next = (await subscriber.ReceiveAllAsync()).Single(static packet => packet.Type is Packet.PublishType).AsPublish();
        Assert.DoesNotContain(next.Id, held);
    }

    [Theory]
    [BothVersions]
    [Statement(V5, "MQTT-2.2.1-4")]
    [Statement(V311, "MQTT-2.3.1-4")]
    public async Task MQTT_2_2_1_4_identifiers_that_are_in_use_are_passed_over_when_all_others_were_used(MqttVersion version)
    {
        const int Burst = 500;
        await using var broker = new Broker();
        var subscriber = await broker.ConnectAsync(version, "s");
        await subscriber.SubscribeAsync("t", 1);
        var publisher = await broker.ConnectAsync(version, "p");
        await publisher.PublishAsync("t", "never acknowledged", 1);
        var held = (await subscriber.ReceivePublishAsync()).Id;

        byte[] burst = [.. Enumerable.Range(1, Burst).SelectMany(id => Packet.Publish(version, "t", "", 1, id))];
        for (var sent = 0; sent < 66_000; sent += Burst)
        {
            await publisher.SendAsync(burst);
            var acks = new List<byte>(4 * Burst);
            for (var i = 0; i < Burst; i++)
            {
                var id = (await subscriber.ReceivePublishAsync()).Id;
                Assert.NotEqual(held, id);
                acks.AddRange(Packet.Ack(Packet.PubAck, id));
            }

            await subscriber.SendAsync([.. acks]);
        }
    }

    [Theory]
    [BothVersions]
    [Statement(V5, "MQTT-2.2.1-5")]
    [Statement(V311, "MQTT-2.3.1-6")]
    public async Task MQTT_2_2_1_5_acknowledgements_carry_the_packet_identifier_of_their_PUBLISH(MqttVersion version)
    {
        await using var broker = new Broker();
        var client = await broker.ConnectAsync(version, "c");
        await client.SendAsync(Packet.Publish(version, "t", "x", 1, 0x1234));
        Assert.Equal(0x1234, (await client.ReceiveAckAsync(Packet.PubAck)).Id);
        await client.SendAsync(Packet.Publish(version, "t", "x", 2, 0xFFFF));
        Assert.Equal(0xFFFF, (await client.ReceiveAckAsync(Packet.PubRec)).Id);
        await client.SendAsync(Packet.Ack(Packet.PubRel, 0xFFFF));
        Assert.Equal(0xFFFF, (await client.ReceiveAckAsync(Packet.PubComp)).Id);
    }

    [Theory]
    [BothVersions]
    [Statement(V5, "MQTT-2.2.1-6")]
    [Statement(V311, "MQTT-2.3.1-7")]
    public async Task MQTT_2_2_1_6_SUBACK_and_UNSUBACK_carry_the_packet_identifier_of_their_request(MqttVersion version)
    {
        await using var broker = new Broker();
        var client = await broker.ConnectAsync(version, "c");
        await client.SendAsync(Packet.Subscribe(version, 0x0102, ("t", 0)));
        Assert.Equal(0x0102, (await client.ReceiveAsync()).AsSubAck().Id);
        await client.SendAsync(Packet.Unsubscribe(version, 0xFFFE, "t"));
        Assert.Equal(0xFFFE, (await client.ReceiveAsync()).AsSubAck(Packet.UnsubAck).Id);
    }
}
