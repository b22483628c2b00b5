using SmartSectors.Mqtt.Tests.Conformance.Wire;
using static SmartSectors.Mqtt.MqttVersion;

namespace SmartSectors.Mqtt.Tests.Conformance.Both;

public sealed class Chapter_3_1_Connect
{
    private const int WillFlag = 0x04;
    private const int UserNameFlag = 0x80;
    private const int PasswordFlag = 0x40;

    [Theory]
    [BothVersions]
    [Statement(V5, "MQTT-3.1.0-1")]
    [Statement(V311, "MQTT-3.1.0-1")]
    public async Task MQTT_3_1_0_1_first_packet_must_be_CONNECT(MqttVersion version)
    {
        await using var broker = new Broker();
        var client = broker.Open(version);
        await client.SendAsync(Packet.PingReq, new Connect(version, "c").ToPacket());
        await client.IsClosedAsync();
    }

    [Theory]
    [BothVersions]
    [Statement(V5, "MQTT-3.1.0-2")]
    [Statement(V311, "MQTT-3.1.0-2")]
    public async Task MQTT_3_1_0_2_a_second_CONNECT_is_a_protocol_error(MqttVersion version)
    {
        await using var broker = new Broker();
        var client = await broker.ConnectAsync(version, "c");
        await client.SendAsync(new Connect(version, "c").ToPacket());
        await client.IsClosedAsync(0x82);
    }

    [Theory]
    [InlineData("MQIsdp", 4)]
    [InlineData("mqtt", 4)]
    [InlineData("MQTT5", 5)]
    [InlineData("", 5)]
    [Statement(V5, "MQTT-3.1.2-1")]
    [Statement(V311, "MQTT-3.1.2-1")]
    public async Task MQTT_3_1_2_1_another_protocol_name_is_not_let_in(string name, int level)
    {
        await using var broker = new Broker();
        var client = broker.Open(V311);
        await client.SendAsync(new BytesBuilder().Text(name).U8(level).Raw(2, 0, 0, 0, 0, 0).ToPacket(Packet.Connect));
        Assert.Equal(1, (await client.ReceiveAsync()).AsConnAck().Reason);
        await client.IsClosedAsync();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(6)]
    [Statement(V311, "MQTT-3.1.2-2")]
    [Statement(V5, "MQTT-3.1.2-2")]
    public async Task MQTT_3_1_2_2_an_unknown_version_is_answered_with_return_code_1_and_closed(int level)
    {
        await using var broker = new Broker();
        var client = broker.Open(V311); // the one whose CONNACK a client of any version can read
        await client.SendAsync(new BytesBuilder().Text("MQTT").U8(level).Raw(2, 0, 0, 0, 0).ToPacket(Packet.Connect));
        Assert.Equal(1, (await client.ReceiveAsync()).AsConnAck().Reason);
        await client.IsClosedAsync();
    }

    [Theory]
    [BothVersions]
    [Statement(V5, "MQTT-3.1.2-3")]
    [Statement(V311, "MQTT-3.1.2-3")]
    public async Task MQTT_3_1_2_3_the_reserved_connect_flag_must_be_0(MqttVersion version)
    {
        await using var broker = new Broker();
        var client = broker.Open(version);
        await client.SendAsync(Connect.Raw(version, 0x03, 0, 1, (byte)'c'));
        await client.IsNotLetInAsync();
    }

    [Theory]
    [BothVersions]
    [Statement(V5, "MQTT-3.1.2-4")]
    [Statement(V311, "MQTT-3.1.2-6")]
    public async Task MQTT_3_1_2_4_a_clean_start_discards_the_session_that_exists(MqttVersion version)
    {
        await using var broker = new Broker();
        var before = await broker.ConnectAsync(Connect.Persistent(version, "c"));
        await before.SubscribeAsync("t");
        await before.DropAsync();

        var clean = await broker.ConnectAsync(Connect.Persistent(version, "c") with { CleanStart = true });
        Assert.False(clean.ConnAck.SessionPresent);
        await clean.SendAsync(Packet.Publish(version, "t", "x"));
        await clean.ReceiveNothingAsync();
    }

    [Theory]
    [BothVersions]
    [Statement(V5, "MQTT-3.1.2-5")]
    [Statement(V311, "MQTT-3.1.2-4")]
    public async Task MQTT_3_1_2_5_a_session_is_resumed_with_its_subscriptions_and_messages(MqttVersion version)
    {
        await using var broker = new Broker();
        var before = await broker.ConnectAsync(Connect.Persistent(version, "c"));
        await before.SubscribeAsync("t", 1);
        await before.DropAsync();
        var other = await broker.ConnectAsync(version, "other");
        await other.PublishAsync("t", "while away", 1);

        var after = await broker.ResumeAsync(version, "c");
        Assert.Equal("while away", (await after.TakeAsync()).Payload);
        await other.PublishAsync("t", "back", 1);
        Assert.Equal("back", (await after.TakeAsync()).Payload);
    }

    [Theory]
    [BothVersions]
    [Statement(V5, "MQTT-3.1.2-6")]
    [Statement(V311, "MQTT-3.1.2-4")]
    public async Task MQTT_3_1_2_6_without_a_session_one_is_created(MqttVersion version)
    {
        await using var broker = new Broker();
        var first = await broker.ConnectAsync(Connect.Persistent(version, "c"));
        Assert.False(first.ConnAck.SessionPresent);
        await first.DropAsync();
        await broker.ResumeAsync(version, "c");
    }

    [Theory]
    [BothVersions(0)]
    [BothVersions(1)]
    [BothVersions(2)]
    [Statement(V5, "MQTT-3.1.2-7")]
    [Statement(V5, "MQTT-3.1.2-8")]
    [Statement(V5, "MQTT-3.1.2-12")]
    [Statement(V311, "MQTT-3.1.2-8")]
    [Statement(V311, "MQTT-3.1.2-14")]
    public async Task MQTT_3_1_2_7_and_3_1_2_8_and_3_1_2_12_a_will_is_published_at_its_QoS_when_the_connection_fails(MqttVersion version, int qos)
    {
        await using var broker = new Broker();
        var watcher = await broker.ConnectAsync(version, "watcher");
        await watcher.SubscribeAsync("will");
        var client = await broker.ConnectAsync(new Connect(version, "c") { Will = new Will("will", "gone") { Qos = qos } });
        await watcher.ReceiveNothingAsync();
        await client.DropAsync();

        var will = await watcher.TakeAsync();
        Assert.Equal(("will", "gone", qos), (will.Topic, will.Payload, will.Qos));
    }

    [Theory]
    [BothVersions]
    [Statement(V5, "MQTT-3.1.2-8")]
    [Statement(V311, "MQTT-3.1.2-8")]
    public async Task MQTT_3_1_2_8_a_protocol_error_of_the_client_publishes_its_will(MqttVersion version)
    {
        await using var broker = new Broker();
        var watcher = await broker.ConnectAsync(version, "watcher");
        await watcher.SubscribeAsync("will");
        var client = await broker.ConnectAsync(new Connect(version, "c") { Will = new Will("will", "gone") });
        await client.SendAsync(Hex.Bytes("C1 00"));
        await client.IsClosedAsync(0x81);
        Assert.Equal("gone", (await watcher.ReceivePublishAsync()).Payload);
    }

    [Theory]
    [BothVersions]
    [Statement(V5, "MQTT-3.1.2-8")]
    [Statement(V311, "MQTT-3.1.2-8")]
    public async Task MQTT_3_1_2_8_a_takeover_closes_the_connection_and_so_publishes_its_will(MqttVersion version)
    {
        await using var broker = new Broker();
        var watcher = await broker.ConnectAsync(version, "watcher");
        await watcher.SubscribeAsync("will");
        await broker.ConnectAsync(Connect.Persistent(version, "c") with { Will = new Will("will", "taken over") });
        await broker.ResumeAsync(version, "c");
        Assert.Equal(["taken over"], await watcher.ReceivePayloadsAsync());
    }

    [Theory]
    [BothVersions]
    [Statement(V5, "MQTT-3.1.2-9")]
    [Statement(V311, "MQTT-3.1.2-9")]
    public async Task MQTT_3_1_2_9_a_will_flag_without_will_is_not_let_in(MqttVersion version)
    {
        await using var broker = new Broker();
        var client = broker.Open(version);
        await client.SendAsync(Connect.Raw(version, WillFlag | 2, 0, 1, (byte)'c'));
        await client.IsNotLetInAsync();
    }

    [Theory]
    [BothVersions]
    [Statement(V5, "MQTT-3.1.2-10")]
    [Statement(V311, "MQTT-3.1.2-10")]
    public async Task MQTT_3_1_2_10_a_will_that_was_published_or_cancelled_is_gone(MqttVersion version)
    {
        await using var broker = new Broker();
        var watcher = await broker.ConnectAsync(version, "watcher");
        await watcher.SubscribeAsync("will");
        var first = await broker.ConnectAsync(Connect.Persistent(version, "c") with { Will = new Will("will", "first") });
        await first.DropAsync();
        Assert.Equal(["first"], await watcher.ReceivePayloadsAsync());

        var second = await broker.ResumeAsync(version, "c");
        await second.DropAsync();
        await watcher.ReceiveNothingAsync();

        var third = await broker.ConnectAsync(Connect.Persistent(version, "c") with { Will = new Will("will", "third") });
        await third.DisconnectAsync();
        var fourth = await broker.ResumeAsync(version, "c");
        await fourth.DropAsync();
        await watcher.ReceiveNothingAsync();
    }

    [Theory]
    [BothVersions(0x0A)] // QoS 1
    [BothVersions(0x12)] // QoS 2
    [Statement(V5, "MQTT-3.1.2-11")]
    [Statement(V311, "MQTT-3.1.2-13")]
    [Statement(V311, "MQTT-3.1.2-11")]
    public async Task MQTT_3_1_2_11_a_will_QoS_without_will_is_not_let_in(MqttVersion version, int flags)
    {
        await using var broker = new Broker();
        var client = broker.Open(version);
        await client.SendAsync(Connect.Raw(version, flags, 0, 1, (byte)'c'));
        await client.IsNotLetInAsync();
    }

    [Theory]
    [BothVersions]
    [Statement(V5, "MQTT-3.1.2-12")]
    [Statement(V311, "MQTT-3.1.2-14")]
    public async Task MQTT_3_1_2_12_a_will_QoS_of_3_is_not_let_in(MqttVersion version)
    {
        await using var broker = new Broker();
        var client = broker.Open(version);
        await client.SendAsync(new Connect(version, "c") { Will = new Will("w", "x") { Qos = 3 } }.ToPacket());
        await client.IsNotLetInAsync();
    }

    [Theory]
    [BothVersions]
    [Statement(V5, "MQTT-3.1.2-13")]
    [Statement(V311, "MQTT-3.1.2-15")]
    [Statement(V311, "MQTT-3.1.2-11")]
    public async Task MQTT_3_1_2_13_a_will_retain_without_will_is_not_let_in(MqttVersion version)
    {
        await using var broker = new Broker();
        var client = broker.Open(version);
        await client.SendAsync(Connect.Raw(version, 0x22, 0, 1, (byte)'c'));
        await client.IsNotLetInAsync();
    }

    [Theory]
    [BothVersions]
    [Statement(V5, "MQTT-3.1.2-14")]
    [Statement(V311, "MQTT-3.1.2-16")]
    public async Task MQTT_3_1_2_14_a_will_is_not_retained_unless_it_says_so(MqttVersion version) =>
        Assert.Empty(await FindRetainedWillAsync(version, retain: false));

    [Theory]
    [BothVersions]
    [Statement(V5, "MQTT-3.1.2-15")]
    [Statement(V311, "MQTT-3.1.2-17")]
    public async Task MQTT_3_1_2_15_a_will_is_retained_if_it_says_so(MqttVersion version) =>
        Assert.Equal(["gone"], await FindRetainedWillAsync(version, retain: true));

    [Theory]
    [BothVersions]
    [Statement(V5, "MQTT-3.1.2-16")]
    [Statement(V311, "MQTT-3.1.2-18")]
    public async Task MQTT_3_1_2_16_a_user_name_without_its_flag_is_not_let_in(MqttVersion version)
    {
        await using var broker = new Broker();
        var client = broker.Open(version);
        await client.SendAsync(Connect.Raw(version, 2, 0, 1, (byte)'c', 0, 1, (byte)'u'));
        await client.IsNotLetInAsync();
    }

    [Theory]
    [BothVersions]
    [Statement(V5, "MQTT-3.1.2-17")]
    [Statement(V311, "MQTT-3.1.2-19")]
    public async Task MQTT_3_1_2_17_a_user_name_flag_without_user_name_is_not_let_in(MqttVersion version)
    {
        await using var broker = new Broker();
        var client = broker.Open(version);
        await client.SendAsync(Connect.Raw(version, UserNameFlag | 2, 0, 1, (byte)'c'));
        await client.IsNotLetInAsync();
    }

    [Theory]
    [BothVersions]
    [Statement(V5, "MQTT-3.1.2-18")]
    [Statement(V311, "MQTT-3.1.2-20")]
    public async Task MQTT_3_1_2_18_a_password_without_its_flag_is_not_let_in(MqttVersion version)
    {
        await using var broker = new Broker();
        var client = broker.Open(version);
        await client.SendAsync(Connect.Raw(version, UserNameFlag | 2, 0, 1, (byte)'c', 0, 1, (byte)'u', 0, 1, (byte)'p'));
        await client.IsNotLetInAsync();
    }

    [Theory]
    [BothVersions]
    [Statement(V5, "MQTT-3.1.2-19")]
    [Statement(V311, "MQTT-3.1.2-21")]
    public async Task MQTT_3_1_2_19_a_password_flag_without_password_is_not_let_in(MqttVersion version)
    {
        await using var broker = new Broker();
        var client = broker.Open(version);
        await client.SendAsync(Connect.Raw(version, UserNameFlag | PasswordFlag | 2, 0, 1, (byte)'c', 0, 1, (byte)'u'));
        await client.IsNotLetInAsync();
    }

    [Theory]
    [BothVersions]
    [Statement(V5, "MQTT-3.1.2-22")]
    [Statement(V311, "MQTT-3.1.2-24")]
    public async Task MQTT_3_1_2_22_silence_of_one_and_a_half_keep_alives_closes_as_if_the_network_had_failed(MqttVersion version)
    {
        await using var broker = new Broker();
        var watcher = await broker.ConnectAsync(version, "watcher");
        await watcher.SubscribeAsync("will");
        var client = await broker.ConnectAsync(new Connect(version, "c") { KeepAliveSeconds = 10, Will = new Will("will", "gone") });
        broker.Advance(14);
        await client.ReceiveNothingAsync(); // by PINGREQ, so the silence begins anew
        broker.Advance(14);
        await watcher.ReceiveNothingAsync();
        broker.Advance(3);
        await client.IsClosedAsync(0x8D);
        Assert.Equal("gone", (await watcher.ReceivePublishAsync()).Payload);
    }

    [Theory]
    [BothVersions]
    [Statement(V5, "MQTT-3.1.3-1")]
    [Statement(V311, "MQTT-3.1.3-1")]
    public async Task MQTT_3_1_3_1_the_payload_of_CONNECT_has_its_order(MqttVersion version)
    {
        await using var broker = new Broker();
        var watcher = await broker.ConnectAsync(version, "watcher");
        await watcher.SubscribeAsync("will");
        await broker.Application.NextRequestAsync();
        var all = new Connect(version, "id") { Will = new Will("will", "text"), UserName = "user", Password = [1, 2] };
        var client = await broker.ConnectAsync(all);
        var request = await broker.Application.NextRequestAsync();
        Assert.Equal(("id", "user"), (request.ClientId, request.UserName));
        Assert.Equal([1, 2], request.Password!.Value.ToArray());

        await client.DropAsync();
        Assert.Equal("text", (await watcher.ReceivePublishAsync()).Payload);
    }

    [Theory]
    [BothVersions]
    [Statement(V5, "MQTT-3.1.3-2")]
    [Statement(V311, "MQTT-3.1.3-2")]
    public async Task MQTT_3_1_3_2_a_session_belongs_to_its_client_identifier(MqttVersion version)
    {
        await using var broker = new Broker();
        var one = await broker.ConnectAsync(Connect.Persistent(version, "one"));
        await one.SubscribeAsync("t");
        await one.DropAsync();

        var two = await broker.ConnectAsync(Connect.Persistent(version, "ONE"));
        Assert.False(two.ConnAck.SessionPresent);
        await two.PublishAsync("t", "for one", 1);
        await two.ReceiveNothingAsync();
        Assert.Equal("for one", (await (await broker.ResumeAsync(version, "one")).TakeAsync()).Payload);
    }

    [Theory]
    [BothVersions]
    [Statement(V5, "MQTT-3.1.3-3")]
    [Statement(V311, "MQTT-3.1.3-3")]
    public async Task MQTT_3_1_3_3_a_CONNECT_without_client_identifier_field_is_not_let_in(MqttVersion version)
    {
        await using var broker = new Broker();
        var client = broker.Open(version);
        await client.SendAsync(Connect.Raw(version, 2));
        await client.IsNotLetInAsync();
    }

    [Theory]
    [BothVersions]
    [Statement(V5, "MQTT-3.1.3-4")]
    [Statement(V311, "MQTT-3.1.3-4")]
    public async Task MQTT_3_1_3_4_a_client_identifier_that_is_not_UTF_8_is_not_let_in(MqttVersion version)
    {
        await using var broker = new Broker();
        var client = broker.Open(version);
        await client.SendAsync(Connect.Raw(version, 2, 0, 2, 0xC3, 0x28));
        await client.IsNotLetInAsync();
    }

    [Theory]
    [BothVersions("0")]
    [BothVersions("0123456789abcdefghijklm")]
    [BothVersions("nopqrstuvwxyzABCDEFGHIJ")]
    [BothVersions("KLMNOPQRSTUVWXYZ")]
    [Statement(V5, "MQTT-3.1.3-5")]
    [Statement(V311, "MQTT-3.1.3-5")]
    public async Task MQTT_3_1_3_5_client_identifiers_of_1_to_23_letters_and_digits_are_allowed(MqttVersion version, string clientId)
    {
        await using var broker = new Broker();
        await broker.ConnectAsync(version, clientId);
        Assert.Equal(clientId, (await broker.Application.NextRequestAsync()).ClientId);
    }

    [Theory]
    [BothVersions]
    [Statement(V5, "MQTT-3.1.3-6")]
    [Statement(V311, "MQTT-3.1.3-6")]
    public async Task MQTT_3_1_3_6_clients_without_identifier_get_one_each(MqttVersion version)
    {
        await using var broker = new Broker();
        await broker.ConnectAsync(version, "");
        await broker.ConnectAsync(version, "");
        var one = await broker.Application.NextRequestAsync();
        var two = await broker.Application.NextRequestAsync();
        Assert.NotEqual("", one.ClientId);
        Assert.NotEqual(one.ClientId, two.ClientId);
    }

    [Theory]
    [BothVersions]
    [Statement(V5, "MQTT-3.1.3-8")]
    [Statement(V311, "MQTT-3.1.3-9")]
    public async Task MQTT_3_1_3_8_a_rejected_identifier_is_told_and_closed(MqttVersion version)
    {
        await using var broker = new Broker(options => options.MaxClientIdLengthBytes = 23);
        var client = broker.Open(version);
        var answer = await client.ConnectAsync(new Connect(version, new string('c', 24)));
        Assert.Equal(version is V5 ? 0x85 : 0x02, answer.Reason);
        await client.IsClosedAsync();
    }

    [Theory]
    [BothVersions]
    [Statement(V5, "MQTT-3.1.3-11")]
    [Statement(V311, "MQTT-3.1.3-10")]
    public async Task MQTT_3_1_3_11_a_will_topic_that_is_not_UTF_8_is_not_let_in(MqttVersion version)
    {
        await using var broker = new Broker();
        var client = broker.Open(version);
        byte[] willProperties = version is V5 ? [0] : [];
        await client.SendAsync(Connect.Raw(version, WillFlag | 2, [0, 1, (byte)'c', .. willProperties, 0, 2, 0xC3, 0x28, 0, 1, (byte)'x']));
        await client.IsNotLetInAsync();
    }

    [Theory]
    [BothVersions]
    [Statement(V5, "MQTT-3.1.3-12")]
    [Statement(V311, "MQTT-3.1.3-11")]
    public async Task MQTT_3_1_3_12_a_user_name_that_is_not_UTF_8_is_not_let_in(MqttVersion version)
    {
        await using var broker = new Broker();
        var client = broker.Open(version);
        await client.SendAsync(Connect.Raw(version, UserNameFlag | 2, 0, 1, (byte)'c', 0, 2, 0xC3, 0x28));
        await client.IsNotLetInAsync();
    }

    [Theory]
    [BothVersions("0C 00 04 4D 51 54 54")] // cut
    [BothVersions("00")]
    [Statement(V5, "MQTT-3.1.4-1")]
    [Statement(V311, "MQTT-3.1.4-1")]
    public async Task MQTT_3_1_4_1_a_CONNECT_that_does_not_conform_is_closed(MqttVersion version, string body)
    {
        await using var broker = new Broker();
        var client = broker.Open(version);
        await client.SendAsync(new BytesBuilder().Raw(Hex.Bytes(body)).ToPacket(Packet.Connect));
        await client.IsNotLetInAsync();

        var trailing = broker.Open(version);
        await trailing.SendAsync(Connect.Raw(version, 2, 0, 1, (byte)'c', 0xFF));
        await trailing.IsNotLetInAsync();
    }

    [Theory]
    [BothVersions]
    [Statement(V5, "MQTT-3.1.4-3")]
    [Statement(V311, "MQTT-3.1.4-2")]
    public async Task MQTT_3_1_4_3_a_second_client_of_the_same_identifier_closes_the_first(MqttVersion version)
    {
        await using var broker = new Broker();
        var first = await broker.ConnectAsync(version, "twin");
        var second = await broker.ConnectAsync(version, "twin");
        await first.IsClosedAsync(0x8E);
        await second.ReceiveNothingAsync();
    }

    [Theory]
    [BothVersions]
    [Statement(V5, "MQTT-3.1.4-4")]
    [Statement(V311, "MQTT-3.1.4-3")]
    public async Task MQTT_3_1_4_4_a_takeover_resumes_or_discards_as_the_second_CONNECT_says(MqttVersion version)
    {
        await using var broker = new Broker();
        var first = await broker.ConnectAsync(Connect.Persistent(version, "c"));
        await first.SubscribeAsync("t");
        var second = await broker.ResumeAsync(version, "c");
        await first.IsClosedAsync(0x8E);
        await second.PublishAsync("t", "still subscribed", 0);
        Assert.Equal("still subscribed", (await second.ReceivePublishAsync()).Payload);

        var third = await broker.ConnectAsync(version, "c");
        Assert.False(third.ConnAck.SessionPresent);
        await third.PublishAsync("t", "to nobody", 0);
        await third.ReceiveNothingAsync();
    }

    [Theory]
    [BothVersions]
    [Statement(V5, "MQTT-3.1.4-5")]
    [Statement(V311, "MQTT-3.1.4-4")]
    public async Task MQTT_3_1_4_5_a_good_CONNECT_is_answered_with_success(MqttVersion version)
    {
        await using var broker = new Broker();
        var client = broker.Open(version);
        var answer = await client.ConnectAsync(new Connect(version, "c"));
        Assert.Equal((0, 0), (answer.Flags, answer.Reason));
    }

    [Theory]
    [BothVersions]
    [Statement(V5, "MQTT-3.1.4-2")]
    public async Task MQTT_3_1_4_2_a_client_that_fails_a_check_of_the_server_is_closed(MqttVersion version)
    {
        await using var broker = new Broker();
        broker.Application.Authorize = static (request, _) =>
            new(request.UserName == "known" ? ConnectVerdict.Accept() : ConnectVerdict.Refuse(ConnectReason.BadUserNameOrPassword));
        await broker.ConnectAsync(new Connect(version, "c") { UserName = "known" });
        var client = broker.Open(version);
        var answer = await client.ConnectAsync(new Connect(version, "c") { UserName = "unknown" });
        Assert.Equal(version is V5 ? 0x86 : 0x04, answer.Reason);
        await client.IsClosedAsync();
    }

    [Theory]
    [BothVersions]
    [Statement(V5, "MQTT-3.1.4-6")]
    [Statement(V311, "MQTT-3.1.4-5")]
    public async Task MQTT_3_1_4_6_after_a_refusal_nothing_more_is_processed(MqttVersion version)
    {
        await using var broker = new Broker();
        broker.Application.Authorize = static (_, _) => new(ConnectVerdict.Refuse(ConnectReason.BadUserNameOrPassword));
        var client = broker.Open(version);
        await client.SendAsync([.. new Connect(version, "c").ToPacket(), .. Packet.Publish(version, "t", "x", 1, 1), .. Packet.PingReq]);
        Assert.Equal(version is V5 ? 0x86 : 0x04, (await client.ReceiveAsync()).AsConnAck().Reason);
        await client.IsClosedAsync();
        Assert.False(broker.Application.TryTakeMessage(out _));
    }

    private static async Task<IReadOnlyList<string>> FindRetainedWillAsync(MqttVersion version, bool retain)
    {
        await using var broker = new Broker();
        var client = await broker.ConnectAsync(new Connect(version, "c") { Will = new Will("will", "gone") { Retain = retain } });
        await client.DropAsync();
        var late = await broker.ConnectAsync(version, "late");
        await late.SubscribeAsync("will");
        return await late.ReceivePayloadsAsync();
    }
}
