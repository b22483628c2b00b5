using SmartSectors.Mqtt.Tests.Conformance.Wire;
using static SmartSectors.Mqtt.MqttVersion;

namespace SmartSectors.Mqtt.Tests.Conformance.Both;

public sealed class Chapter_3_2_ConnAck
{
    [Theory]
    [BothVersions]
    [Statement(V5, "MQTT-3.2.0-1")]
    [Statement(V311, "MQTT-3.2.0-1")]
    public async Task MQTT_3_2_0_1_CONNACK_is_the_first_packet_of_the_server(MqttVersion version)
    {
        await using var broker = new Broker();
        var held = new TaskCompletionSource<ConnectVerdict>();
        broker.Application.Authorize = (_, _) => new(held.Task);
        var client = broker.Open(version);
        await client.SendAsync([.. new Connect(version, "c").ToPacket(), .. Packet.Publish(version, "t", "x", 1, 1), .. Packet.Subscribe(version, 1, ("t", 0))]);
        held.SetResult(ConnectVerdict.Accept());
        Assert.Equal(Packet.ConnAck, (await client.ReceiveAsync()).Type);
        Assert.Contains(await client.ReceiveAllAsync(), static packet => packet.Type is Packet.SubAck);
    }

    [Theory]
    [BothVersions]
    [Statement(V5, "MQTT-3.2.2-2")]
    [Statement(V311, "MQTT-3.2.2-1")]
    public async Task MQTT_3_2_2_2_a_clean_start_has_no_session_present(MqttVersion version)
    {
        await using var broker = new Broker();
        await (await broker.ConnectAsync(Connect.Persistent(version, "c"))).DropAsync();
        var clean = await broker.ConnectAsync(version, "c");
        Assert.Equal((0, 0), (clean.ConnAck.Flags, clean.ConnAck.Reason));
    }

    [Theory]
    [BothVersions]
    [Statement(V5, "MQTT-3.2.2-3")]
    [Statement(V311, "MQTT-3.2.2-2")]
    [Statement(V311, "MQTT-3.2.2-3")]
    public async Task MQTT_3_2_2_3_session_present_says_whether_there_was_a_session(MqttVersion version)
    {
        await using var broker = new Broker();
        var first = await broker.ConnectAsync(Connect.Persistent(version, "c"));
        await first.DropAsync();
        var second = await broker.ConnectAsync(Connect.Persistent(version, "c"));
        Assert.Equal((0, 0), (first.ConnAck.Flags, first.ConnAck.Reason));
        Assert.Equal((1, 0), (second.ConnAck.Flags, second.ConnAck.Reason));
    }

    [Theory]
    [BothVersions]
    [Statement(V5, "MQTT-3.2.2-6")]
    [Statement(V5, "MQTT-3.2.2-7")]
    [Statement(V311, "MQTT-3.2.2-4")]
    [Statement(V311, "MQTT-3.2.2-5")]
    public async Task MQTT_3_2_2_6_and_3_2_2_7_a_refusal_has_no_session_present_and_closes(MqttVersion version)
    {
        await using var broker = new Broker();
        await (await broker.ConnectAsync(Connect.Persistent(version, "c"))).DropAsync();
        broker.Application.Authorize = static (_, _) => new(ConnectVerdict.Refuse(ConnectReason.NotAuthorized));
        var client = broker.Open(version);
        var answer = await client.ConnectAsync(Connect.Persistent(version, "c"));
        Assert.Equal((0, version is V5 ? 0x87 : 0x05), (answer.Flags, answer.Reason));
        await client.IsClosedAsync();
    }
}
