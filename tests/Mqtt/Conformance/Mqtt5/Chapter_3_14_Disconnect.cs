using SmartSectors.Mqtt.Tests.Conformance.Wire;
using static SmartSectors.Mqtt.MqttVersion;

namespace SmartSectors.Mqtt.Tests.Conformance.Mqtt5;

public sealed class Chapter_3_14_Disconnect
{
    [Fact]
    [Statement(V5, "MQTT-3.14.0-1")]
    public async Task MQTT_3_14_0_1_before_CONNACK_there_is_no_DISCONNECT()
    {
        await using var broker = new Broker();
        var client = broker.Open(V5);
        await client.SendAsync(Packet.Publish(V5, "t", "x"));
        await client.IsClosedAsync();
        var silent = broker.Open(V5);
        broker.Advance(12); // beyond the time that a connection has to say CONNECT
        await silent.IsClosedAsync();
    }

    [Fact]
    [Statement(V5, "MQTT-3.14.2-1")]
    public async Task MQTT_3_14_2_1_a_reason_that_no_client_may_send_is_an_error()
    {
        await using var broker = new Broker();
        foreach (var reason in new[] { 0x01, 0x55, 0x8B, 0x8E, 0x9D })
        {
            var client = await broker.ConnectAsync(V5, "c");
            await client.SendAsync(Packet.Disconnect(reason));
            await client.IsClosedForErrorAsync();
        }
    }

    [Fact]
    [Statement(V5, "MQTT-3.14.2-1")]
    [Statement(V5, "MQTT-3.14.2-2")]
    public async Task MQTT_3_14_2_1_and_3_14_2_2_the_servers_DISCONNECT_has_a_listed_reason_and_no_session_expiry()
    {
        await using var broker = new Broker();
        var first = await broker.ConnectAsync(Connect.Persistent(V5, "c"));
        var second = await broker.ResumeAsync(V5, "c");
        var takenOver = (await first.ReceiveAsync()).AsDisconnect();
        await second.SendAsync(Hex.Bytes("30 00"));
        var malformed = (await second.ReceiveAsync()).AsDisconnect();
        Assert.Equal((0x8E, 0x81), (takenOver.Reason, malformed.Reason));
        Assert.False(takenOver.Properties.Has(Property.SessionExpiryId));
        Assert.False(malformed.Properties.Has(Property.SessionExpiryId));
    }

    [Theory]
    [InlineData(20)]
    [InlineData(25)]
    [InlineData(1000)]
    [Statement(V5, "MQTT-3.14.2-3")]
    [Statement(V5, "MQTT-3.14.2-4")]
    public async Task MQTT_3_14_2_3_and_3_14_2_4_DISCONNECT_is_not_made_longer_than_the_client_takes(uint maximum)
    {
        await using var broker = new Broker();
        foreach (var breach in new[] { "C1 00", "00 00", "30 00", "30 06 00 01 74 02 01 02", "82 08 00 01 00 00 02 61 23 00" })
        {
            var client = await broker.ConnectAsync(V5, "c", Property.MaximumPacketSize(maximum));
            await client.SendAsync(Hex.Bytes(breach));
            var farewell = await client.ReceiveAsync();
            Assert.InRange(farewell.AsDisconnect().Reason, 0x80, 0xFF);
            Assert.InRange(farewell.Length, 3, (int)maximum);
        }
    }

    [Fact]
    [Statement(V5, "MQTT-3.14.4-1")]
    [Statement(V5, "MQTT-3.14.4-2")]
    public async Task MQTT_3_14_4_1_and_3_14_4_2_after_its_DISCONNECT_the_server_sends_nothing_and_closes()
    {
        await using var broker = new Broker();
        var client = await broker.ConnectAsync(V5, "c");
        await client.SubscribeAsync("t");
        await client.SendAsync([.. Hex.Bytes("C1 00"), .. Packet.PingReq, .. Packet.Publish(V5, "t", "x")]);
        await client.IsClosedAsync(0x81);
    }

    [Fact]
    [Statement(V5, "MQTT-3.14.4-1")]
    public async Task MQTT_3_14_4_1_what_a_client_sends_after_DISCONNECT_is_not_processed()
    {
        await using var broker = new Broker();
        var client = await broker.ConnectAsync(V5, "c");
        await client.SendAsync([.. Packet.Disconnect(), .. Packet.Publish(V5, "t", "x")]);
        await client.IsClosedAsync();
        Assert.False(broker.Application.TryTakeMessage(out _));
    }

    [Fact]
    [Statement(V5, "MQTT-4.1.0-2")]
    public async Task MQTT_4_1_0_2_a_session_ends_as_the_clients_DISCONNECT_said_last()
    {
        await using var broker = new Broker();
        var client = await broker.ConnectAsync(Connect.Persistent(V5, "c"));
        await client.DisconnectAsync(0, Property.SessionExpiry(10));
        broker.Advance(12);
        Assert.False((await broker.ConnectAsync(Connect.Persistent(V5, "c"))).ConnAck.SessionPresent);
    }
}
