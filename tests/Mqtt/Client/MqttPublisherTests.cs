using System.Text;
using SmartSectors.Mqtt.Tests.Support;

namespace SmartSectors.Mqtt.Tests.Client;

public sealed class MqttPublisherTests
{
    public static TheoryData<MqttVersion> Versions => [MqttVersion.V311, MqttVersion.V5];

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_QoS_1_publish_ends_with_its_acknowledgement(MqttVersion version)
    {
        await using var server = await MqttTestServer.StartAsync();
        server.Application.AcknowledgesAtOnce = false;
        await using var client = await ConnectAsync(server, version);
        var publishing = client.PublishAsync("a/b"u8.ToArray(), "x"u8.ToArray(), QualityOfService.AtLeastOnce);

        var batch = await server.Application.NextBatchAsync();
        Assert.False(publishing.IsCompleted);
        var connection = batch.Connection;
        batch.Complete();
        connection.RequestFlush();

        Assert.Equal(PubAckReason.Success, await publishing.InTime());
        Assert.Equal("a/b", (await server.Application.NextMessageAsync()).Topic);
        Assert.Equal(1, client.Latencies.Count);
    }

    [Fact]
    public async Task A_refused_publish_returns_its_reason()
    {
        await using var server = await MqttTestServer.StartAsync();
        server.Application.Judge = _ => PubAckReason.NotAuthorized;
        await using var client = await ConnectAsync(server, MqttVersion.V5);
        Assert.Equal(PubAckReason.NotAuthorized, await client.PublishAsync("t"u8.ToArray(), default, QualityOfService.AtLeastOnce).InTime());
        Assert.Equal(1, client.Refused);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Batches_sent_again_keep_within_the_window_and_are_all_acknowledged(MqttVersion version)
    {
        const int Rounds = 50;
        const int Window = 16;
        await using var server = await MqttTestServer.StartAsync();
        await using var client = await ConnectAsync(server, version, Window);
        var batch = new PublishBatch(version, QualityOfService.AtLeastOnce);
        for (var message = 0; message < 100; message++) batch.Add("t"u8, Encoding.ASCII.GetBytes($"{message:D3}:round"));

        for (var round = 0; round < Rounds; round++)
        {
            for (var message = 0; message < batch.Count; message++) Encoding.ASCII.GetBytes($"{round:D5}", batch.Payload(message)[4..]);
            await client.SendAsync(batch).InTime();
            Assert.InRange(client.InFlight, 0, Window);
        }

        await client.WaitForAcknowledgementsAsync().InTime();
        Assert.Equal(Rounds * batch.Count, client.Acknowledged);
        Assert.Equal(client.Acknowledged, client.Latencies.Count);
        for (var round = 0; round < Rounds; round++)
        {
            for (var message = 0; message < batch.Count; message++)
            {
                Assert.Equal($"{message:D3}:{round:D5}", (await server.Application.NextMessageAsync()).Payload);
            }
        }
    }

    [Fact]
    public async Task The_servers_receive_maximum_lowers_the_window()
    {
        await using var server = await MqttTestServer.StartAsync(options => options.ReceiveMaximum = 3);
        await using var client = await ConnectAsync(server, MqttVersion.V5, window: 100);
        var batch = new PublishBatch(MqttVersion.V5, QualityOfService.AtLeastOnce);
        for (var message = 0; message < 1000; message++) batch.Add("t"u8, "x"u8);
        await client.SendAsync(batch).InTime();
        await client.WaitForAcknowledgementsAsync().InTime();
        Assert.Equal(1000, client.Acknowledged);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_refused_client_learns_the_reason(MqttVersion version)
    {
        await using var server = await MqttTestServer.StartAsync();
        server.Application.Authorize = (_, _) => new(ConnectVerdict.Refuse(ConnectReason.BadUserNameOrPassword));
        var thrown = await Assert.ThrowsAsync<MqttClientException>(() => ConnectAsync(server, version));
        Assert.Equal(MqttClientFailure.Refused, thrown.Failure);
        Assert.Equal(ConnectReason.BadUserNameOrPassword, thrown.ConnectReason);
    }

    [Fact]
    public async Task A_publish_in_flight_fails_when_the_server_ends_the_connection()
    {
        await using var server = await MqttTestServer.StartAsync();
        server.Application.AcknowledgesAtOnce = false;
        await using var client = await ConnectAsync(server, MqttVersion.V5);
        var publishing = client.PublishAsync("t"u8.ToArray(), default, QualityOfService.AtLeastOnce);
        await server.Application.NextBatchAsync();
        await using var twin = await ConnectAsync(server, MqttVersion.V5);

        var thrown = await Assert.ThrowsAsync<MqttClientException>(() => publishing.InTime());
        Assert.Equal(MqttClientFailure.Disconnected, thrown.Failure);
        Assert.Equal(DisconnectReason.SessionTakenOver, thrown.DisconnectReason);
        await Assert.ThrowsAsync<MqttClientException>(() => client.PublishAsync("t"u8.ToArray(), default, QualityOfService.AtMostOnce));
    }

    [Fact]
    public async Task A_sender_that_waits_for_room_fails_when_the_client_is_closed()
    {
        await using var server = await MqttTestServer.StartAsync();
        server.Application.AcknowledgesAtOnce = false;
        var client = await ConnectAsync(server, MqttVersion.V5, window: 1);
        var first = client.PublishAsync("t"u8.ToArray(), default, QualityOfService.AtLeastOnce);
        var second = client.PublishAsync("t"u8.ToArray(), default, QualityOfService.AtLeastOnce);
        await server.Application.NextBatchAsync();
        await client.DisposeAsync();

        Assert.Equal(MqttClientFailure.Closed, (await Assert.ThrowsAsync<MqttClientException>(() => first.InTime())).Failure);
        Assert.Equal(MqttClientFailure.Closed, (await Assert.ThrowsAsync<MqttClientException>(() => second.InTime())).Failure);
        Assert.Equal(DisconnectCause.ClientDisconnected, await server.Application.NextDetachedAsync());
    }

    [Fact]
    public async Task An_idle_client_pings_and_stays()
    {
        var time = new ManualTime();
        await using var server = await MqttTestServer.StartAsync();
        await using var client = await MqttPublisher.ConnectAsync(
            "127.0.0.1", server.Port, new MqttPublisherOptions { ClientId = "idle", KeepAlive = TimeSpan.FromSeconds(10) }, time);
        for (var half = 0; half < 4; half++)
        {
            time.Advance(TimeSpan.FromSeconds(5));
            await Deadline.Until(() => !client.AwaitsPong);
        }

        Assert.Equal(
            PubAckReason.Success,
            await client.PublishAsync("t"u8.ToArray(), default, QualityOfService.AtLeastOnce).InTime());
    }

    [Fact]
    public async Task A_port_where_nobody_listens_is_a_lost_connection()
    {
        int port;
        await using (var server = await MqttTestServer.StartAsync()) port = server.Port;
        var thrown = await Assert.ThrowsAsync<MqttClientException>(
            () => MqttPublisher.ConnectAsync("127.0.0.1", port, new MqttPublisherOptions()));
        Assert.Equal(MqttClientFailure.ConnectionLost, thrown.Failure);
    }

    private static Task<MqttPublisher> ConnectAsync(MqttTestServer server, MqttVersion version, int window = 100) =>
        MqttPublisher.ConnectAsync(
            "127.0.0.1", server.Port, new MqttPublisherOptions { Version = version, ClientId = "client", Window = window }).InTime();
}
