using System.Text;
using SmartSectors.Mqtt.Tests.Support;

namespace SmartSectors.Mqtt.Tests.Client;

/// <summary>The subscriber before a broker that keeps to the test's script.</summary>
public sealed class MqttSubscriberTests : IDisposable
{
    private static readonly ConnAckPacket _kept = new() { Reason = ConnectReason.Success, SessionPresent = true };

    private readonly ScriptedBroker _broker = new();
    private readonly MqttSubscriberSession _session = new();
    private readonly ManualTime _time = new();

    public static TheoryData<MqttVersion> Versions => [MqttVersion.V311, MqttVersion.V5];

    public void Dispose() => _broker.Dispose();

    [Fact]
    public async Task It_asks_for_the_session_of_its_name_and_says_what_it_takes()
    {
        var (subscriber, peer) = await ConnectAsync(new RecordingReceiver(), options => options with
        {
            ReceiveMaximum = 7,
            SessionExpiry = TimeSpan.FromHours(1),
            UserName = "u",
            Password = "p"u8.ToArray(),
            KeepAlive = TimeSpan.FromSeconds(9),
        });
        await using (subscriber)
        using (peer)
        {
            var connect = peer.Connect;
            Assert.Equal(("reader", false, 3600U, (ushort)7, (ushort)9), (connect.ClientId, connect.CleanStart, connect.SessionExpirySeconds, connect.ReceiveMaximum, connect.KeepAliveSeconds));
            Assert.Equal(("u", "p", null), (connect.UserName, Encoding.UTF8.GetString(connect.Password!), connect.MaximumPacketSize));
            Assert.True(subscriber.SessionPresent);
        }
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Acknowledgements_leave_in_order_when_what_they_are_for_is_durable(MqttVersion version)
    {
        var receiver = new RecordingReceiver { AcknowledgesAtOnce = false };
        var (subscriber, peer) = await ConnectAsync(receiver, options => options with { Version = version });
        await using var _ = subscriber;
        using var __ = peer;
        await peer.SendAsync([.. Publish(version, 5, "one"), .. Publish(version, 0, "zero"), .. Publish(version, 3, "two", QualityOfService.ExactlyOnce)]);
        Assert.Equal(["one", "zero", "two"], [(await receiver.NextAsync()).Payload, (await receiver.NextAsync()).Payload, (await receiver.NextAsync()).Payload]);
        var first = await receiver.NextReadAsync();
        await peer.SendAsync(Publish(version, 4, "three"));
        var second = await receiver.NextReadAsync();

        RecordingReceiver.Complete(second);
        Assert.False(peer.HasSomethingToRead);
        Assert.Equal((4, 1), (_session.Received, _session.Acknowledged));
        RecordingReceiver.Complete(first);
        Assert.Equal((PacketType.PubAck, (ushort)5), await peer.ReadAckAsync());
        Assert.Equal((PacketType.PubRec, (ushort)3), await peer.ReadAckAsync());
        Assert.Equal((PacketType.PubAck, (ushort)4), await peer.ReadAckAsync());
        Assert.Equal(3, _session.Acknowledged);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_delivery_at_QoS_2_is_taken_once_until_it_is_released_over_connections_of_a_session(MqttVersion version)
    {
        var receiver = new RecordingReceiver();
        var repeated = Publish(version, 9, "once", QualityOfService.ExactlyOnce, duplicate: true);
        var (first, peer) = await ConnectAsync(receiver, options => options with { Version = version });
        using (peer)
        {
            await peer.SendAsync(Publish(version, 9, "once", QualityOfService.ExactlyOnce));
            Assert.Equal((PacketType.PubRec, (ushort)9), await peer.ReadAckAsync());
            await peer.SendAsync(repeated);
            Assert.Equal((PacketType.PubRec, (ushort)9), await peer.ReadAckAsync());
        }

        await first.DisposeAsync();
        var (second, again) = await ConnectAsync(receiver, options => options with { Version = version });
        await using var _ = second;
        using var __ = again;
        await again.SendAsync(repeated);
        Assert.Equal((PacketType.PubRec, (ushort)9), await again.ReadAckAsync());
        Assert.Equal(1, receiver.Count);

        await again.SendAsync(Release(9));
        Assert.Equal((PacketType.PubComp, (ushort)9), await again.ReadAckAsync());
        await again.SendAsync(Publish(version, 9, "another", QualityOfService.ExactlyOnce));
        Assert.Equal((PacketType.PubRec, (ushort)9), await again.ReadAckAsync());
        Assert.Equal(2, receiver.Count);
    }

    [Fact]
    public async Task A_session_that_the_broker_has_forgotten_knows_no_delivery_at_QoS_2()
    {
        var receiver = new RecordingReceiver();
        var (first, peer) = await ConnectAsync(receiver);
        using (peer)
        {
            await peer.SendAsync(Publish(MqttVersion.V5, 9, "once", QualityOfService.ExactlyOnce));
            await peer.ReadAckAsync();
        }

        await first.DisposeAsync();
        var (second, again) = await ConnectAsync(receiver, answer: new ConnAckPacket { Reason = ConnectReason.Success });
        await using var _ = second;
        using var __ = again;
        await again.SendAsync(Release(9));
        var unknown = await again.ReadAsync(PacketType.PubComp);
        Assert.Equal((byte)PubAckReason.PacketIdentifierNotFound, unknown[4]);
        await again.SendAsync(Publish(MqttVersion.V5, 9, "new", QualityOfService.ExactlyOnce));
        await again.ReadAckAsync();
        Assert.Equal(2, receiver.Count);
    }

    [Fact]
    public async Task What_never_became_durable_is_taken_again_from_the_next_connection()
    {
        var receiver = new RecordingReceiver { AcknowledgesAtOnce = false };
        var (first, peer) = await ConnectAsync(receiver);
        await peer.SendAsync(Publish(MqttVersion.V5, 9, "once", QualityOfService.ExactlyOnce));
        await receiver.NextReadAsync();
        peer.Dispose();
        await Assert.ThrowsAsync<MqttClientException>(() => first.Completion.InTime());
        var disposing = first.DisposeAsync().AsTask();
        _time.Advance(new MqttSubscriberOptions { ClientId = "" }.DrainTimeout);
        await disposing.InTime();

        var (second, again) = await ConnectAsync(receiver);
        await using var _ = second;
        using var __ = again;
        await again.SendAsync(Publish(MqttVersion.V5, 9, "once", QualityOfService.ExactlyOnce, duplicate: true));
        RecordingReceiver.Complete(await receiver.NextReadAsync());
        Assert.Equal((PacketType.PubRec, (ushort)9), await again.ReadAckAsync());
        Assert.Equal(2, receiver.Count);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_packet_that_is_too_long_is_given_cut_and_the_next_one_whole(MqttVersion version)
    {
        var receiver = new RecordingReceiver();
        var (subscriber, peer) = await ConnectAsync(receiver, options => options with { Version = version, MaxPacketSizeBytes = 200_000 });
        await using var _ = subscriber;
        using var __ = peer;
        var sending = peer.SendAsync([
            .. Publish(version, 1, new string('x', 1_000_000)), .. Publish(version, 2, new string('y', 150_000)), .. Publish(version, 3, "short")]);

        var (cut, isCut) = await receiver.NextWithCutAsync();
        Assert.Equal((true, "t", "", QualityOfService.AtLeastOnce, (ushort)1), (isCut, cut.Topic, cut.Payload, cut.Qos, cut.PacketId));
        Assert.Equal(150_000, (await receiver.NextAsync()).Payload.Length);
        Assert.Equal(("short", false), (await receiver.NextWithCutAsync()) is var (last, lastIsCut) ? (last.Payload, lastIsCut) : default);
        for (ushort packetId = 1; packetId <= 3; packetId++) Assert.Equal((PacketType.PubAck, packetId), await peer.ReadAckAsync());
        await sending.InTime();
    }

    [Fact]
    public async Task A_long_packet_that_is_no_PUBLISH_ends_the_connection()
    {
        var (subscriber, peer) = await ConnectAsync(new RecordingReceiver(), options => options with { MaxPacketSizeBytes = 1000 });
        await using var _ = subscriber;
        using var __ = peer;
        await peer.SendAsync(Packets.Raw(0x90, new byte[2000]));
        Assert.Equal(MqttClientFailure.ProtocolError, (await Assert.ThrowsAsync<MqttClientException>(() => subscriber.Completion.InTime())).Failure);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Every_packet_may_come_a_byte_at_a_time(MqttVersion version)
    {
        var receiver = new RecordingReceiver();
        var (subscriber, peer) = await ConnectAsync(receiver, options => options with { Version = version });
        await using var _ = subscriber;
        using var __ = peer;
        byte[] all = [
            .. Publish(version, 1, "một"), .. PingPacket.Response, .. Publish(version, 0, new string('x', 200)),
            .. Publish(version, 2, "", QualityOfService.ExactlyOnce)];
        foreach (var one in all) await peer.SendAsync([one]);

        Assert.Equal(["một", new string('x', 200), ""], [(await receiver.NextAsync()).Payload, (await receiver.NextAsync()).Payload, (await receiver.NextAsync()).Payload]);
        Assert.Equal((PacketType.PubAck, (ushort)1), await peer.ReadAckAsync());
        Assert.Equal((PacketType.PubRec, (ushort)2), await peer.ReadAckAsync());
        foreach (var one in Release(2)) await peer.SendAsync([one]);
        Assert.Equal((PacketType.PubComp, (ushort)2), await peer.ReadAckAsync());
    }

    [Fact]
    public async Task The_socket_is_not_read_while_too_much_is_unacknowledged()
    {
        const int Maximum = 5;
        var receiver = new RecordingReceiver { AcknowledgesAtOnce = false };
        var (subscriber, peer) = await ConnectAsync(receiver, options => options with { Version = MqttVersion.V311, ReceiveMaximum = Maximum });
        await using var _ = subscriber;
        using var __ = peer;
        // More than one read takes: a broker of MQTT 3.1.1 cannot be told to stop.
        var flood = Enumerable.Range(1, 1000).SelectMany(id => Publish(MqttVersion.V311, (ushort)id, new string('x', 10_000))).ToArray();
        var sending = peer.SendAsync(flood);

        while (receiver.Count < Maximum) await receiver.NextAsync();
        var taken = receiver.Count;
        Assert.InRange(taken, Maximum, 100);
        Assert.False(sending.IsCompleted); // 10 MB are more than the sockets' buffers hold.

        for (var acknowledged = 0; acknowledged < 1000; acknowledged++)
        {
            if (_session.Acknowledged == acknowledged) RecordingReceiver.Complete(await receiver.NextReadAsync());
            Assert.Equal((PacketType.PubAck, (ushort)(acknowledged + 1)), await peer.ReadAckAsync());
        }

        await sending.InTime();
    }

    [Fact]
    public async Task A_broker_that_does_not_answer_a_ping_is_lost_and_one_that_does_is_not()
    {
        var (subscriber, peer) = await ConnectAsync(new RecordingReceiver(), options => options with { KeepAlive = TimeSpan.FromSeconds(10) });
        await using var _ = subscriber;
        using var __ = peer;
        for (var half = 0; half < 4; half++)
        {
            _time.Advance(TimeSpan.FromSeconds(5));
            await peer.ReadAsync(PacketType.PingReq);
            await peer.SendAsync(PingPacket.Response.ToArray());
            await Deadline.Until(() => !subscriber.AwaitsPong);
        }

        _time.Advance(TimeSpan.FromSeconds(5));
        await peer.ReadAsync(PacketType.PingReq);
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Contains("ping", (await Assert.ThrowsAsync<MqttClientException>(() => subscriber.Completion.InTime())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_broker_is_not_taken_for_dead_while_its_answers_are_not_read()
    {
        var room = new TaskCompletionSource();
        var receiver = new RecordingReceiver { HoldReader = token => new ValueTask(room.Task.WaitAsync(token)) };
        var (subscriber, peer) = await ConnectAsync(receiver, options => options with { KeepAlive = TimeSpan.FromSeconds(10) });
        await using var _ = subscriber;
        using var __ = peer;
        await peer.SendAsync(Publish(MqttVersion.V5, 1, "x"));
        Assert.Equal((PacketType.PubAck, (ushort)1), await peer.ReadAckAsync());
        for (var half = 0; half < 6; half++)
        {
            _time.Advance(TimeSpan.FromSeconds(5));
            if (half > 0) await peer.ReadAsync(PacketType.PingReq); // The PUBACK was sent within the first half.
        }

        Assert.False(subscriber.Completion.IsCompleted);
        room.SetResult();
        await peer.SendAsync(Publish(MqttVersion.V5, 2, "y"));
        Assert.Equal((PacketType.PubAck, (ushort)2), await peer.ReadAckAsync());
    }

    [Fact]
    public async Task A_broker_that_knows_only_3_1_1_says_so_in_its_own_way()
    {
        var connecting = MqttSubscriber.ConnectAsync("127.0.0.1", _broker.Port, Options(), _session, new RecordingReceiver(), _time);
        using var peer = await _broker.AcceptAsync();
        await peer.ReadAsync(PacketType.Connect);
        await peer.SendAsync([0x20, 2, 0, 1]);
        var thrown = await Assert.ThrowsAsync<MqttClientException>(() => connecting.InTime());
        Assert.Equal((MqttClientFailure.Refused, ConnectReason.UnsupportedProtocolVersion), (thrown.Failure, thrown.ConnectReason));
    }

    [Fact]
    public async Task A_broker_that_says_goodbye_is_heard()
    {
        var (subscriber, peer) = await ConnectAsync(new RecordingReceiver());
        await using var _ = subscriber;
        using var __ = peer;
        await peer.SendAsync(DisconnectPacket.Write(MqttVersion.V5, new DisconnectPacket { Reason = DisconnectReason.SessionTakenOver, ReasonString = "twin" }));
        var thrown = await Assert.ThrowsAsync<MqttClientException>(() => subscriber.Completion.InTime());
        Assert.Equal((MqttClientFailure.Disconnected, DisconnectReason.SessionTakenOver), (thrown.Failure, thrown.DisconnectReason));
        Assert.Contains("twin", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_came_before_a_malformed_packet_is_handed_over()
    {
        var receiver = new RecordingReceiver();
        var (subscriber, peer) = await ConnectAsync(receiver);
        await using var _ = subscriber;
        using var __ = peer;
        await peer.SendAsync([.. Publish(MqttVersion.V5, 1, "good"), 0x36, 2, 0, 0]); // QoS 3
        Assert.Equal(MqttClientFailure.ProtocolError, (await Assert.ThrowsAsync<MqttClientException>(() => subscriber.Completion.InTime())).Failure);
        Assert.Equal("good", (await receiver.NextAsync()).Payload);
        Assert.Equal((1, 1), (_session.Received, _session.Acknowledged));
    }

    [Fact]
    public async Task Disposing_acknowledges_what_becomes_durable_before_it_says_goodbye()
    {
        var receiver = new RecordingReceiver { AcknowledgesAtOnce = false };
        var (subscriber, peer) = await ConnectAsync(receiver);
        using var _ = peer;
        await peer.SendAsync(Publish(MqttVersion.V5, 1, "x"));
        var read = await receiver.NextReadAsync();
        var disposing = subscriber.DisposeAsync().AsTask();
        await subscriber.Completion.InTime();
        Assert.False(peer.HasSomethingToRead);
        RecordingReceiver.Complete(read);

        Assert.Equal((PacketType.PubAck, (ushort)1), await peer.ReadAckAsync());
        await peer.ReadAsync(PacketType.Disconnect);
        Assert.Null(await peer.ReadPacketAsync());
        peer.Dispose();
        await disposing.InTime();
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Subscribing_tells_what_was_granted_and_refused(MqttVersion version)
    {
        var (subscriber, peer) = await ConnectAsync(new RecordingReceiver(), options => options with { Version = version });
        await using var _ = subscriber;
        using var __ = peer;
        var options = new SubscriptionOptions(QualityOfService.AtLeastOnce);
        var subscribing = subscriber.SubscribeAsync([("a/#", options), ("b", options)]);
        var request = await peer.ReadAsync(PacketType.Subscribe);
        await peer.SendAsync(SubAckPacket.Encode(version, (ushort)(request[2] << 8 | request[3]), [1, 0x80]));
        Assert.Equal([SubAckReason.GrantedQos1, SubAckReason.UnspecifiedError], await subscribing.InTime());

        var unsubscribing = subscriber.UnsubscribeAsync(["b"]);
        request = await peer.ReadAsync(PacketType.Unsubscribe);
        await peer.SendAsync(UnsubAckPacket.Encode(version, (ushort)(request[2] << 8 | request[3]), [0x11]));
        await unsubscribing.InTime();
    }

    [Fact]
    public async Task A_broker_that_does_not_answer_a_subscription_is_given_up()
    {
        var (subscriber, peer) = await ConnectAsync(new RecordingReceiver());
        await using var _ = subscriber;
        using var __ = peer;
        var subscribing = subscriber.SubscribeAsync([("a", default)]);
        await peer.ReadAsync(PacketType.Subscribe);
        _time.Advance(TimeSpan.FromSeconds(10));
        await Assert.ThrowsAsync<MqttClientException>(() => subscribing.InTime());
        await Assert.ThrowsAsync<MqttClientException>(() => subscriber.Completion.InTime());
    }

    private async Task<(MqttSubscriber Subscriber, ScriptedBroker.Peer Peer)> ConnectAsync(
        ISubscriptionReceiver receiver, Func<MqttSubscriberOptions, MqttSubscriberOptions>? with = null, ConnAckPacket? answer = null)
    {
        var options = with is null ? Options() : with(Options());
        var connecting = MqttSubscriber.ConnectAsync("127.0.0.1", _broker.Port, options, _session, receiver, _time);
        var peer = await _broker.AcceptAsync();
        await peer.WelcomeAsync(answer ?? _kept);
        return (await connecting.InTime(), peer);
    }

    private static MqttSubscriberOptions Options() => new() { ClientId = "reader" };

    private static byte[] Release(ushort packetId) => [0x62, 2, (byte)(packetId >> 8), (byte)packetId];

    private static byte[] Publish(
        MqttVersion version, ushort packetId, string payload, QualityOfService qos = QualityOfService.AtLeastOnce, bool duplicate = false)
    {
        if (packetId == 0) qos = QualityOfService.AtMostOnce;
        var bytes = Encoding.UTF8.GetBytes(payload);
        var packet = new byte[PublishPacketWriter.Length(version, 1, bytes.Length, qos)];
        PublishPacketWriter.Write(packet, version, "t"u8, bytes, qos, packetId, duplicate);
        return packet;
    }
}
