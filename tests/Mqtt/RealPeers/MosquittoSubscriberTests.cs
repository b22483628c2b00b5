using System.Collections.Concurrent;
using System.Text;
using SmartSectors.Mqtt.Tests.Support;

namespace SmartSectors.Mqtt.Tests.RealPeers;

/// <summary>The subscriber of a real broker.</summary>
public sealed class MosquittoSubscriberTests
{
    private static readonly SubscriptionOptions _once = new(QualityOfService.ExactlyOnce);

    public static TheoryData<MqttVersion> Versions => [MqttVersion.V311, MqttVersion.V5];

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Takes_what_mosquitto_pub_publishes_at_every_QoS(MqttVersion version)
    {
        await using var broker = await Mosquitto.StartAsync();
        var receiver = new RecordingReceiver();
        var session = new MqttSubscriberSession();
        await using var subscriber = await ConnectAsync(broker, session, receiver, Options(version));
        Assert.False(subscriber.SessionPresent);
        Assert.Equal([SubAckReason.GrantedQos2], await subscriber.SubscribeAsync([("trạm/+", _once)]));

        for (var qos = 0; qos <= 2; qos++) await PublishAsync(broker, $"trạm/{qos}", $"{qos}", qos, version);
        for (var qos = 0; qos <= 2; qos++)
        {
            var message = await receiver.NextAsync();
            Assert.Equal(($"trạm/{qos}", $"{qos}", (QualityOfService)qos), (message.Topic, message.Payload, message.Qos));
        }

        await Deadline.Until(() => session.Acknowledged == 2);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Its_session_keeps_what_is_published_while_client_and_broker_are_away(MqttVersion version)
    {
        await using var broker = await Mosquitto.StartAsync();
        var receiver = new RecordingReceiver { AcknowledgesAtOnce = false };
        var session = new MqttSubscriberSession();
        var first = await ConnectAsync(broker, session, receiver, Options(version) with { DrainTimeout = TimeSpan.Zero });
        await first.SubscribeAsync([("t", _once)]);
        await PublishAsync(broker, "t", "not acknowledged", 1, version);
        Assert.False((await receiver.NextAsync()).Duplicate);
        await first.DisposeAsync();
        await PublishAsync(broker, "t", "while away", 2, version);
        await broker.TerminateAsync();
        await broker.StartAsync();

        var after = new RecordingReceiver();
        await using var second = await ConnectAsync(broker, session, after, Options(version));
        Assert.True(second.SessionPresent);
        var again = await after.NextAsync();
        Assert.Equal(("not acknowledged", true), (again.Payload, again.Duplicate));
        Assert.Equal("while away", (await after.NextAsync()).Payload);
    }

    [Fact]
    public async Task A_message_of_user_properties_and_one_that_is_too_long_do_not_stop_the_next()
    {
        await using var broker = await Mosquitto.StartAsync();
        var receiver = new RecordingReceiver();
        await using var subscriber = await ConnectAsync(broker, new MqttSubscriberSession(), receiver, Options(MqttVersion.V5));
        await subscriber.SubscribeAsync([("t", _once)]);
        await using var publisher = await PublisherAsync(broker);
        await publisher.PublishAsync("t"u8.ToArray(), default, QualityOfService.AtLeastOnce, Packets.UserProperty("traceparent", "00-1")).InTime();
        await publisher.PublishAsync("t"u8.ToArray(), new byte[3 << 20], QualityOfService.AtLeastOnce).InTime();
        await publisher.PublishAsync("t"u8.ToArray(), "next"u8.ToArray(), QualityOfService.AtLeastOnce).InTime();

        Assert.Equal("traceparent=00-1;", (await receiver.NextAsync()).UserProperties);
        Assert.True((await receiver.NextWithCutAsync()).IsCut);
        Assert.Equal("next", (await receiver.NextAsync()).Payload);
    }

    [Fact]
    public async Task A_shared_subscription_divides_the_load()
    {
        const int Messages = 2_000;
        await using var broker = await Mosquitto.StartAsync();
        RecordingReceiver[] receivers = [new(), new()];
        await using var one = await ConnectAsync(broker, new MqttSubscriberSession(), receivers[0], Options(MqttVersion.V5) with { ClientId = "one" });
        await using var two = await ConnectAsync(broker, new MqttSubscriberSession(), receivers[1], Options(MqttVersion.V5) with { ClientId = "two" });
        foreach (var subscriber in new[] { one, two })
        {
            Assert.True(subscriber.SharedAvailable);
            await subscriber.SubscribeAsync([("$share/group/t/#", new SubscriptionOptions(QualityOfService.AtLeastOnce))]);
        }

        await using var publisher = await PublisherAsync(broker);
        var batch = new PublishBatch(MqttVersion.V5, QualityOfService.AtLeastOnce);
        for (var message = 0; message < Messages; message++) batch.Add("t/x"u8, Encoding.ASCII.GetBytes($"{message}"));
        await publisher.SendAsync(batch).InTime();
        await Deadline.Until(() => receivers.Sum(receiver => receiver.Count) == Messages);

        var taken = new ConcurrentBag<string>();
        foreach (var receiver in receivers)
        {
            Assert.InRange(receiver.Count, Messages / 10, Messages * 9 / 10);
            for (var message = receiver.Count; message > 0; message--) taken.Add((await receiver.NextAsync()).Payload);
        }

        Assert.Equal(Messages, taken.Distinct().Count());
    }

    [Fact]
    public async Task Over_TLS_it_trusts_the_authority_alone_shows_its_certificate_and_checks_the_name()
    {
        using var authority = new TestAuthority();
        using var stranger = new TestAuthority("Stranger");
        var server = authority.Issue("server");
        var client = authority.Issue("reader");
        await using var broker = await Mosquitto.StartAsync(
            $"cafile {authority.CertificateFile}", $"certfile {server.CertificateFile}", $"keyfile {server.KeyFile}", "require_certificate true");
        var trusting = new MqttTlsOptions { AuthorityFile = authority.CertificateFile, CertificateFile = client.CertificateFile, KeyFile = client.KeyFile };
        Assert.Null(trusting.FindProblem());

        var receiver = new RecordingReceiver();
        await using (var subscriber = await ConnectAsync(broker, new MqttSubscriberSession(), receiver, Options(MqttVersion.V5) with { Tls = trusting }))
        {
            await subscriber.SubscribeAsync([("t", _once)]);
            await using var publisher = await MqttPublisher.ConnectAsync("127.0.0.1", broker.Port, new MqttPublisherOptions { Tls = trusting }).InTime();
            for (var message = 0; message < 100; message++) await publisher.PublishAsync("t"u8.ToArray(), "x"u8.ToArray(), QualityOfService.AtLeastOnce).InTime();
            for (var message = 0; message < 100; message++) Assert.Equal("x", (await receiver.NextAsync()).Payload);
        }

        await AssertNoTlsAsync("127.0.0.1", trusting with { AuthorityFile = stranger.CertificateFile });
        await AssertNoTlsAsync("127.0.0.1", trusting with { AuthorityFile = null });
        await AssertNoTlsAsync("localhost", trusting); // The certificate is of 127.0.0.1.
        await AssertNoTlsAsync("127.0.0.1", trusting with { AuthorityFile = "nowhere.pem" });
        Assert.NotNull((trusting with { KeyFile = authority.CertificateFile }).FindProblem());
        // TLS 1.3 tells a client without a certificate only when it reads.
        await Assert.ThrowsAsync<MqttClientException>(() => ConnectAsync(
            broker, new MqttSubscriberSession(), receiver, Options(MqttVersion.V5) with { Tls = trusting with { CertificateFile = null, KeyFile = null } }));

        async Task AssertNoTlsAsync(string host, MqttTlsOptions tls)
        {
            var thrown = await Assert.ThrowsAsync<MqttClientException>(() => MqttSubscriber.ConnectAsync(
                host, broker.Port, Options(MqttVersion.V5) with { Tls = tls }, new MqttSubscriberSession(), receiver, TimeProvider.System).InTime());
            Assert.Equal(MqttClientFailure.TlsFailed, thrown.Failure);
        }
    }

    private static MqttSubscriberOptions Options(MqttVersion version) => new() { Version = version, ClientId = "reader" };

    private static Task<MqttSubscriber> ConnectAsync(
        Mosquitto broker, MqttSubscriberSession session, RecordingReceiver receiver, MqttSubscriberOptions options) =>
        MqttSubscriber.ConnectAsync("127.0.0.1", broker.Port, options, session, receiver, TimeProvider.System).InTime();

    private static Task<MqttPublisher> PublisherAsync(Mosquitto broker) =>
        MqttPublisher.ConnectAsync("127.0.0.1", broker.Port, new MqttPublisherOptions { Version = MqttVersion.V5, ClientId = "publisher" }).InTime();

    private static async Task PublishAsync(Mosquitto broker, string topic, string payload, int qos, MqttVersion version)
    {
        using var process = DebianProgram.Start(
            "mosquitto_pub", "mosquitto-clients", "-h", "127.0.0.1", "-p", $"{broker.Port}", "-V", version is MqttVersion.V5 ? "mqttv5" : "mqttv311", "-q", $"{qos}", "-t", topic, "-m", payload);
        await process.WaitForExitAsync().InTime();
        Assert.Equal(0, process.ExitCode);
    }
}
