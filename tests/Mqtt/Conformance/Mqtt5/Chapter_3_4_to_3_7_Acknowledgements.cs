using SmartSectors.Mqtt.Tests.Conformance.Wire;
using static SmartSectors.Mqtt.MqttVersion;

namespace SmartSectors.Mqtt.Tests.Conformance.Mqtt5;

public sealed class Chapter_3_4_to_3_7_Acknowledgements
{
    /// <summary>§3.4.2.1 and §3.5.2.1: PUBACK and PUBREC have the same codes.</summary>
    private static readonly int[] _codes = [0x00, 0x10, 0x80, 0x83, 0x87, 0x90, 0x91, 0x97, 0x99];

    [Theory]
    [InlineData(1, Packet.PubAck)]
    [InlineData(2, Packet.PubRec)]
    [Statement(V5, "MQTT-3.4.2-1")]
    [Statement(V5, "MQTT-3.5.2-1")]
    public async Task MQTT_3_4_2_1_and_3_5_2_1_the_reason_in_PUBACK_and_PUBREC_is_one_of_those_listed(int qos, int type)
    {
        await using var broker = new Broker();
        var client = await broker.ConnectAsync(V5, "c");
        var id = 0;
        foreach (var reason in Enum.GetValues<PubAckReason>().Where(static reason => _codes.Contains((int)reason)))
        {
            broker.Application.Judge = _ => reason;
            await client.SendAsync(Packet.Publish(V5, "t", "x", qos, ++id));
            Assert.Contains((await client.ReceiveAckAsync(type)).Reason, _codes);
        }
    }

    [Theory]
    [InlineData(Packet.PubAck)]
    [InlineData(Packet.PubRec)]
    [InlineData(Packet.PubRel)]
    [InlineData(Packet.PubComp)]
    [Statement(V5, "MQTT-3.4.2-1")]
    [Statement(V5, "MQTT-3.5.2-1")]
    [Statement(V5, "MQTT-3.6.2-1")]
    [Statement(V5, "MQTT-3.7.2-1")]
    public async Task MQTT_3_4_2_1_and_3_5_2_1_and_3_6_2_1_and_3_7_2_1_a_reason_that_is_not_listed_is_an_error(int type)
    {
        await using var broker = new Broker();
        var client = await broker.ConnectAsync(V5, "c");
        await client.SubscribeAsync("t");
        await client.SendAsync(Packet.Publish(V5, "t", "x", 2, 1));
        await client.ReceiveAllAsync();
        await client.SendAsync(Packet.Ack(type, 1, 0x55));
        await client.IsClosedForErrorAsync();
    }

    [Fact]
    [Statement(V5, "MQTT-3.6.2-1")]
    public async Task MQTT_3_6_2_1_the_reason_in_PUBREL_is_success_or_unknown_packet_identifier()
    {
        await using var broker = new Broker();
        var client = await broker.ConnectAsync(V5, "c");
        await client.SubscribeAsync("t");
        await (await broker.ConnectAsync(V5, "p")).PublishAsync("t", "x", 2);
        var message = await client.ReceivePublishAsync();
        await client.SendAsync(Packet.Ack(Packet.PubRec, message.Id));
        Assert.Equal(0x00, (await client.ReceiveAckAsync(Packet.PubRel)).Reason);
        await client.SendAsync(Packet.Ack(Packet.PubRec, message.Id + 1));
        Assert.Equal(0x92, (await client.ReceiveAckAsync(Packet.PubRel)).Reason);
    }

    [Fact]
    [Statement(V5, "MQTT-3.7.2-1")]
    public async Task MQTT_3_7_2_1_the_reason_in_PUBCOMP_is_success_or_unknown_packet_identifier()
    {
        await using var broker = new Broker();
        var client = await broker.ConnectAsync(V5, "c");
        await client.SendAsync(Packet.Publish(V5, "t", "x", 2, 1));
        await client.ReceiveAckAsync(Packet.PubRec);
        await client.SendAsync(Packet.Ack(Packet.PubRel, 1));
        Assert.Equal(0x00, (await client.ReceiveAckAsync(Packet.PubComp)).Reason);
        await client.SendAsync(Packet.Ack(Packet.PubRel, 1));
        Assert.Equal(0x92, (await client.ReceiveAckAsync(Packet.PubComp)).Reason);
    }

    [Fact]
    [Statement(V5, "MQTT-3.4.2-2")]
    [Statement(V5, "MQTT-3.4.2-3")]
    public async Task MQTT_3_4_2_2_and_3_4_2_3_PUBACK_is_not_made_longer_than_the_client_takes() =>
        await FitsAsync(Packet.PubAck, Packet.Publish(V5, "t", "bad", 1, 1));

    [Fact]
    [Statement(V5, "MQTT-3.5.2-2")]
    [Statement(V5, "MQTT-3.5.2-3")]
    public async Task MQTT_3_5_2_2_and_3_5_2_3_PUBREC_is_not_made_longer_than_the_client_takes() =>
        await FitsAsync(Packet.PubRec, Packet.Publish(V5, "t", "bad", 2, 1));

    [Fact]
    [Statement(V5, "MQTT-3.6.2-2")]
    [Statement(V5, "MQTT-3.6.2-3")]
    public async Task MQTT_3_6_2_2_and_3_6_2_3_PUBREL_is_not_made_longer_than_the_client_takes() =>
        await FitsAsync(Packet.PubRel, Packet.Ack(Packet.PubRec, 1));

    [Fact]
    [Statement(V5, "MQTT-3.7.2-2")]
    [Statement(V5, "MQTT-3.7.2-3")]
    public async Task MQTT_3_7_2_2_and_3_7_2_3_PUBCOMP_is_not_made_longer_than_the_client_takes() =>
        await FitsAsync(Packet.PubComp, Packet.Ack(Packet.PubRel, 1));

    /// <summary>A refusal, which has something to explain, to a client that takes no long explanation.</summary>
    private static async Task FitsAsync(int type, byte[] request)
    {
        const int Maximum = 20;
        await using var broker = new Broker();
        broker.Application.Judge = static _ => PubAckReason.PayloadFormatInvalid;
        var client = await broker.ConnectAsync(V5, "c", Property.MaximumPacketSize(Maximum));
        await client.SendAsync(request);
        var answer = await client.ReceiveAsync();
        Assert.InRange(answer.AsAck(type).Reason, 0x80, 0xFF);
        Assert.InRange(answer.Length, 5, Maximum);
    }
}
