using SmartSectors.Mqtt.Tests.Conformance.Wire;
using static SmartSectors.Mqtt.MqttVersion;

namespace SmartSectors.Mqtt.Tests.Conformance.Mqtt311;

public sealed class Chapter_3_1_Connect
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [Statement(V311, "MQTT-3.1.2-5")]
    public async Task MQTT_3_1_2_5_messages_of_QoS_1_and_2_gather_while_the_client_is_away(int qos)
    {
        await using var broker = new Broker();
        var client = await broker.ConnectAsync(Connect.Persistent(V311, "c"));
        await client.SubscribeAsync("t");
        await client.DropAsync();
        var other = await broker.ConnectAsync(V311, "other");
        foreach (var payload in new[] { "1", "2", "3" }) await other.PublishAsync("t", payload, qos);

        client = await broker.ResumeAsync(V311, "c");
        var payloads = await client.ReceivePayloadsAsync();
        if (qos > 0) Assert.Equal(["1", "2", "3"], payloads); // the specification leaves open what becomes of QoS 0
    }

    [Fact]
    [Statement(V311, "MQTT-3.1.2-6")]
    public async Task MQTT_3_1_2_6_a_clean_session_ends_with_its_connection()
    {
        await using var broker = new Broker();
        var clean = await broker.ConnectAsync(V311, "c");
        await clean.SubscribeAsync("t");
        await clean.DropAsync();
        var next = await broker.ConnectAsync(Connect.Persistent(V311, "c"));
        Assert.False(next.ConnAck.SessionPresent);
        await next.PublishAsync("t", "to nobody");
        await next.ReceiveNothingAsync();
    }

    [Fact]
    [Statement(V311, "MQTT-3.1.2-7")]
    public async Task MQTT_3_1_2_7_retained_messages_stay_when_the_session_ends()
    {
        await using var broker = new Broker();
        var client = await broker.ConnectAsync(V311, "c");
        await client.PublishAsync("t", "kept", 1, retain: true);
        await client.DisconnectAsync();
        var late = await broker.ConnectAsync(V311, "late");
        await late.SubscribeAsync("t");
        Assert.Equal("kept", (await late.ReceivePublishAsync()).Payload);
    }

    [Fact]
    [Statement(V311, "MQTT-3.1.2-12")]
    public async Task MQTT_3_1_2_12_without_will_flag_nothing_is_published_when_the_connection_ends()
    {
        await using var broker = new Broker();
        var watcher = await broker.ConnectAsync(V311, "watcher");
        await watcher.SubscribeAsync("#");
        await (await broker.ConnectAsync(V311, "c")).DropAsync();
        await watcher.ReceiveNothingAsync();
    }

    [Fact]
    [Statement(V311, "MQTT-3.1.2-22")]
    public async Task MQTT_3_1_2_22_a_password_without_user_name_closes_the_connection()
    {
        await using var broker = new Broker();
        var client = broker.Open(V311);
        await client.SendAsync(Connect.Raw(V311, 0x42, 0, 1, (byte)'c', 0, 1, (byte)'p'));
        await client.IsClosedAsync();
    }

    [Fact]
    [Statement(V311, "MQTT-3.1.3-8")]
    [Statement(V311, "MQTT-3.1.3-7")]
    public async Task MQTT_3_1_3_7_and_3_1_3_8_no_identifier_for_a_session_to_be_kept_is_answered_with_return_code_2()
    {
        await using var broker = new Broker();
        var client = broker.Open(V311);
        var answer = await client.ConnectAsync(Connect.Persistent(V311, ""));
        Assert.Equal((0, 2), (answer.Flags, answer.Reason));
        await client.IsClosedAsync();
    }

    [Fact]
    [Statement(V311, "MQTT-3.2.2-6")]
    public async Task MQTT_3_2_2_6_where_no_return_code_fits_there_is_no_CONNACK()
    {
        await using var broker = new Broker();
        var client = broker.Open(V311);
        await client.SendAsync(new Connect(V311, "c") { Will = new Will("a/#", "a wildcard") }.ToPacket());
        await client.IsClosedAsync();
    }
}
