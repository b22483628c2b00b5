using SmartSectors.Mqtt.Tests.Conformance.Wire;
using static SmartSectors.Mqtt.MqttVersion;

namespace SmartSectors.Mqtt.Tests.Conformance.Mqtt5;

public sealed class Chapter_3_2_ConnAck
{
    /// <summary>§3.2.2.2: the codes of CONNACK.</summary>
    private static readonly int[] _codes =
    [
        0x00, 0x80, 0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8A, 0x8C, 0x90, 0x95, 0x97, 0x99, 0x9A, 0x9B, 0x9C, 0x9D, 0x9F,
    ];

    [Fact]
    [Statement(V5, "MQTT-3.2.0-2")]
    public async Task MQTT_3_2_0_2_a_connection_has_one_CONNACK()
    {
        await using var broker = new Broker();
        var client = await broker.ConnectAsync(V5, "c");
        await client.SendAsync(new Connect(V5, "c").ToPacket());
        Assert.Equal(Packet.DisconnectType, (await client.ReceiveAsync()).Type);
        await client.IsClosedAsync();
    }

    [Fact]
    [Statement(V5, "MQTT-3.2.2-1")]
    public async Task MQTT_3_2_2_1_bits_7_to_1_of_the_acknowledge_flags_are_0()
    {
        await using var broker = new Broker();
        var first = await broker.ConnectAsync(Connect.Persistent(V5, "c"));
        await first.DropAsync();
        Assert.Equal(0, first.ConnAck.Flags);
        Assert.Equal(1, (await broker.ResumeAsync(V5, "c")).ConnAck.Flags);
    }

    [Fact]
    [Statement(V5, "MQTT-3.2.2-8")]
    public async Task MQTT_3_2_2_8_every_refusal_of_the_application_is_one_of_the_codes_listed()
    {
        foreach (var reason in Enum.GetValues<ConnectReason>().Where(static reason => reason >= ConnectReason.UnspecifiedError))
        {
            await using var broker = new Broker();
            broker.Application.Authorize = (_, _) => new(ConnectVerdict.Refuse(reason));
            var client = broker.Open(V5);
            Assert.Contains((await client.ConnectAsync(new Connect(V5, "c"))).Reason, _codes);
            await client.IsClosedAsync();
        }
    }

    [Fact]
    [Statement(V5, "MQTT-3.2.2-16")]
    public async Task MQTT_3_2_2_16_an_assigned_identifier_is_used_by_no_other_session()
    {
        await using var broker = new Broker();
        var assigned = new HashSet<string?>();
        for (var i = 0; i < 20; i++)
        {
            var client = await broker.ConnectAsync(Connect.Persistent(V5, ""));
            assigned.Add(client.ConnAck.Properties.Text(Property.AssignedClientIdentifierId));
            await client.DropAsync();
        }

        Assert.Equal(20, assigned.Count);
        Assert.DoesNotContain(null, assigned);
    }

    [Fact]
    [Statement(V5, "MQTT-3.2.2-19")]
    [Statement(V5, "MQTT-3.2.2-20")]
    public async Task MQTT_3_2_2_19_and_3_2_2_20_CONNACK_is_not_made_longer_than_the_client_takes()
    {
        await using var broker = new Broker();
        broker.Application.Authorize = static (_, _) => new(ConnectVerdict.Refuse(ConnectReason.NotAuthorized));
        var client = broker.Open(V5);
        await client.SendAsync(new Connect(V5, "c") { Properties = Property.MaximumPacketSize(5) }.ToPacket());
        Assert.InRange((await client.ReceiveAsync()).Length, 5, 5);
    }

    [Fact]
    [Statement(V5, "MQTT-3.2.2-22")]
    public async Task MQTT_3_2_2_22_without_a_server_keep_alive_the_clients_own_holds()
    {
        await using var broker = new Broker();
        var client = await broker.ConnectAsync(new Connect(V5, "c") { KeepAliveSeconds = 100 });
        Assert.False(client.ConnAck.Properties.Has(Property.ServerKeepAliveId));
        broker.Advance(149);
        await client.ReceiveNothingAsync();
        broker.Advance(152);
        await client.IsClosedAsync(0x8D);
    }
}
