using System.Text;
using SmartSectors.Mqtt.Tests.Support;

namespace SmartSectors.Mqtt.Tests.Server;

public sealed class ConnectTests
{
    [Fact]
    public async Task A_5_0_client_is_told_the_limits()
    {
        await using var server = await MqttTestServer.StartAsync(options =>
        {
            options.ReceiveMaximum = 77;
            options.MaxPacketSizeBytes = 5000;
            options.TopicAliasMaximum = 5;
        });
        using var peer = await server.OpenAsync();
        await peer.SendAsync(ConnectPacketWriter.Write(new ConnectPacket
        {
            Version = MqttVersion.V5,
            ClientId = "c",
            KeepAliveSeconds = 30,
            SessionExpirySeconds = 3600,
        }));

        Assert.Equal(
            new ConnAckPacket
            {
                Reason = ConnectReason.Success,
                ReceiveMaximum = 77,
                MaximumPacketSize = 5000,
                TopicAliasMaximum = 5,
            },
            await peer.ReadConnAckAsync(MqttVersion.V5));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7200)]
    public async Task A_keep_alive_beyond_the_longest_is_overruled_in_5_0(ushort asked)
    {
        await using var server = await MqttTestServer.StartAsync(options => options.MaxKeepAlive = TimeSpan.FromMinutes(5));
        using var peer = await server.OpenAsync();
        await peer.SendAsync(Packets.Connect(MqttVersion.V5, "c", asked));
        Assert.Equal((ushort)300, (await peer.ReadConnAckAsync(MqttVersion.V5)).ServerKeepAliveSeconds);
    }

    [Fact]
    public async Task A_client_without_an_identifier_is_given_one()
    {
        await using var server = await MqttTestServer.StartAsync();
        using var peer = await server.OpenAsync();
        await peer.SendAsync(Packets.Connect(MqttVersion.V5, ""));
        var assigned = (await peer.ReadConnAckAsync(MqttVersion.V5)).AssignedClientId;

        Assert.False(string.IsNullOrEmpty(assigned));
        Assert.Equal(assigned, (await server.Application.NextRequestAsync()).ClientId);
        Assert.Equal(assigned, (await server.Application.NextConnectionAsync()).ClientId);
    }

    [Fact]
    public async Task The_application_sees_who_asks_and_the_connection_carries_whom_it_recognised()
    {
        await using var server = await MqttTestServer.StartAsync();
        server.Application.Authorize = (_, _) => new(ConnectVerdict.Accept("station 7"));
        using var peer = await server.OpenAsync();
        await peer.SendAsync(ConnectPacketWriter.Write(new ConnectPacket
        {
            Version = MqttVersion.V5,
            ClientId = "c",
            UserName = "trạm",
            Password = [1, 0, 2],
            UserProperties = [KeyValuePair.Create("region", "VN-59")],
        }));
        await peer.ReadConnAckAsync(MqttVersion.V5);

        var request = await server.Application.NextRequestAsync();
        Assert.Equal("trạm", request.UserName);
        Assert.Equal([1, 0, 2], request.Password!.Value.ToArray());
        Assert.Equal([KeyValuePair.Create("region", "VN-59")], request.UserProperties);
        Assert.NotNull(request.RemoteEndPoint);
        Assert.Equal("station 7", (await server.Application.NextConnectionAsync()).Identity);
    }

    [Theory]
    [InlineData(MqttVersion.V311)]
    [InlineData(MqttVersion.V5)]
    public async Task A_refused_client_is_told_why_and_closed(MqttVersion version)
    {
        await using var server = await MqttTestServer.StartAsync();
        server.Application.Authorize = (_, _) => new(ConnectVerdict.Refuse(ConnectReason.NotAuthorized));
        using var peer = await server.OpenAsync();
        await peer.SendAsync(Packets.Connect(version));
        Assert.Equal(ConnectReason.NotAuthorized, (await peer.ReadConnAckAsync(version)).Reason);
        Assert.Null(await peer.ReadPacketAsync());
    }

    [Fact]
    public async Task A_verdict_that_nobody_gave_lets_nobody_in()
    {
        await using var server = await MqttTestServer.StartAsync();
        server.Application.Authorize = (_, _) => default;
        using var peer = await server.OpenAsync();
        await peer.SendAsync(Packets.Connect(MqttVersion.V5));
        Assert.Equal(ConnectReason.UnspecifiedError, (await peer.ReadConnAckAsync(MqttVersion.V5)).Reason);
    }

    [Fact]
    public async Task An_application_that_fails_refuses_and_the_server_serves_on()
    {
        await using var server = await MqttTestServer.StartAsync();
        server.Application.Authorize = (_, _) => throw new InvalidOperationException("no registry");
        using (var peer = await server.OpenAsync())
        {
            await peer.SendAsync(Packets.Connect(MqttVersion.V5));
            Assert.Equal(ConnectReason.ServerUnavailable, (await peer.ReadConnAckAsync(MqttVersion.V5)).Reason);
        }

        server.Application.Authorize = (_, _) => new(ConnectVerdict.Accept());
        using var next = await server.ConnectAsync();
    }

    [Fact]
    public async Task A_receiver_that_fails_ends_its_connection_with_an_error_of_the_server()
    {
        await using var server = await MqttTestServer.StartAsync();
        server.Application.Judge = _ => throw new InvalidOperationException("no log");
        using var peer = await server.ConnectAsync();
        await peer.SendAsync(Packets.Publish(MqttVersion.V5, "t", "x", 1));
        Assert.Equal(DisconnectReason.ImplementationSpecificError, await peer.ReadDisconnectAsync());
        Assert.Equal(DisconnectCause.ApplicationFailed, await server.Application.NextDetachedAsync());
    }

    [Theory]
    [InlineData("MQTT", 6)]
    [InlineData("MQTT", 3)]
    [InlineData("MQIsdp", 3)]
    public async Task An_unsupported_protocol_is_answered_with_return_code_1(string name, byte level)
    {
        await using var server = await MqttTestServer.StartAsync();
        using var peer = await server.OpenAsync();
        await peer.SendAsync(Packets.Raw(0x10, [0, (byte)name.Length, .. Encoding.ASCII.GetBytes(name), level, 2, 0, 0, 0, 0]));
        Assert.Equal([0x20, 0x02, 0x00, 0x01], await peer.ReadPacketAsync());
        Assert.Null(await peer.ReadPacketAsync());
    }

    [Theory]
    [InlineData("10 0C 00 04 4D 51 54 54 04 00 00 00 00 00", "20 02 00 02")] // 3.1.1: no identifier, session to be kept
    [InlineData("10 14 00 04 4D 51 54 54 05 02 00 00 07 15 00 04 6B 65 72 62 00 00", "20 03 00 8C 00")] // enhanced authentication
    [InlineData("10 12 00 04 4D 51 54 54 05 06 00 00 00 00 00 00 00 02 24 77 00 00", "20 03 00 87 00")] // a will on the server's own topics
    public async Task What_the_server_cannot_do_is_refused_in_CONNACK(string connect, string connAck)
    {
        await using var server = await MqttTestServer.StartAsync();
        using var peer = await server.OpenAsync();
        var packet = Convert.FromHexString(connect.Replace(" ", "", StringComparison.Ordinal));
        packet[1] = (byte)(packet.Length - 2);
        await peer.SendAsync(packet);
        Assert.Equal(Convert.FromHexString(connAck.Replace(" ", "", StringComparison.Ordinal)), await peer.ReadPacketAsync());
        Assert.Null(await peer.ReadPacketAsync());
    }

    [Fact]
    public async Task One_connection_more_than_allowed_is_closed_and_a_freed_place_is_given_again()
    {
        await using var server = await MqttTestServer.StartAsync(options => options.MaxConnectionsTotal = 1);
        using (var first = await server.ConnectAsync(clientId: "first"))
        {
            using var second = await server.OpenAsync();
            Assert.Null(await second.ReadPacketAsync());
        }

        await Deadline.Until(() => server.Server.ConnectionCount == 0);
        using var third = await server.ConnectAsync(clientId: "third");
    }

    [Theory]
    [InlineData(MqttVersion.V311)]
    [InlineData(MqttVersion.V5)]
    public async Task The_same_client_identifier_takes_the_session_over(MqttVersion version)
    {
        await using var server = await MqttTestServer.StartAsync();
        using var old = await server.ConnectAsync(version, "twin");
        using var young = await server.ConnectAsync(version, "twin");

        if (version is MqttVersion.V5) Assert.Equal(DisconnectReason.SessionTakenOver, await old.ReadDisconnectAsync());
        else Assert.Null(await old.ReadPacketAsync());
        Assert.Equal(DisconnectCause.SessionTakenOver, await server.Application.NextDetachedAsync());

        await young.SendAsync(Packets.Publish(version, "t", "mine", 1));
        Assert.Equal(Packets.PubAck(1), await young.ReadPacketAsync());
    }

    [Fact]
    public async Task A_5_0_client_learns_that_the_server_stops_after_what_it_sent_is_acknowledged()
    {
        await using var server = await MqttTestServer.StartAsync();
        server.Application.AcknowledgesAtOnce = false;
        using var peer = await server.ConnectAsync();
        await peer.SendAsync(Packets.Publish(MqttVersion.V5, "t", "last", 1));
        var batch = await server.Application.NextBatchAsync();
        var stopping = server.StopAsync();

        var connection = batch.Connection;
        batch.Complete();
        connection.RequestFlush();
        Assert.Equal(Packets.PubAck(1), await peer.ReadPacketAsync());
        Assert.Equal(DisconnectReason.ServerShuttingDown, await peer.ReadDisconnectAsync());
        await stopping;
    }

    [Fact]
    public void Wrong_options_are_reported_all_at_once()
    {
        var result = new MqttServerOptionsValidator().Validate(
            null, new MqttServerOptions { MaxSessions = 0, ReceiveMaximum = 0, ConnectTimeout = TimeSpan.Zero });
        Assert.Equal(3, result.Failures!.Count());
    }
}
