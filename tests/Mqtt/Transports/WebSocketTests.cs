using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using SmartSectors.Mqtt.Tests.Support;

namespace SmartSectors.Mqtt.Tests.Transports;

public sealed class WebSocketTests
{
    private const MqttVersion V5 = MqttVersion.V5;
    private static readonly byte[] _connect = Packets.Connect(V5, "c");

    [Fact]
    public async Task A_client_connects_publishes_and_is_acknowledged()
    {
        await using var server = await WebSocketTestServer.StartAsync();
        using var peer = await server.OpenAsync();
        Assert.Equal("mqtt", peer.Socket.SubProtocol);
        await peer.SendAsync(_connect);
        await peer.ReadConnAckAsync();
        await peer.SendAsync(Packets.Publish(V5, "t", "x", 1));

        Assert.Equal(Packets.PubAck(1), await peer.ReadAsync(4));
        Assert.Equal("x", (await server.Application.NextMessageAsync()).Payload);
        Assert.True(IPAddress.IsLoopback(((IPEndPoint)(await server.Application.NextRequestAsync()).RemoteEndPoint!).Address));

        await peer.SendAsync(Packets.Raw(0xE0));
        Assert.Equal(WebSocketCloseStatus.NormalClosure, await peer.ReadCloseAsync());
        await peer.Socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        Assert.Equal(DisconnectCause.ClientDisconnected, await server.Application.NextDetachedAsync());
        await Deadline.Until(() => server.Server.ConnectionCount == 0);
    }

    [Fact]
    public async Task Packets_may_be_cut_by_frames_anywhere_and_share_frames()
    {
        await using var server = await WebSocketTestServer.StartAsync();
        byte[] stream = [.. _connect, .. Packets.Publish(V5, "t", "first", 1), .. Packets.Publish(V5, "t", "second", 2)];
        for (var cut = 1; cut < stream.Length; cut++)
        {
            using var peer = await server.OpenAsync();
            await peer.SendAsync(stream[..cut], [], stream[cut..]);
            await peer.ReadConnAckAsync();
            byte[] acknowledgements = [.. Packets.PubAck(1), .. Packets.PubAck(2)];
            Assert.Equal(acknowledgements, await peer.ReadAsync(acknowledgements.Length));
        }
    }

    [Fact]
    public async Task A_message_in_many_fragments_and_longer_than_any_buffer_arrives_whole()
    {
        await using var server = await WebSocketTestServer.StartAsync();
        using var peer = await server.OpenAsync();
        await peer.SendAsync(_connect);
        await peer.ReadConnAckAsync();
        var payload = string.Concat(Enumerable.Range(0, 40_000).Select(number => $"{number} "));
        var packet = Packets.Publish(V5, "t", payload, 1);
        foreach (var part in packet.Chunk(10_007))
        {
            await peer.Socket.SendAsync(part.AsMemory(), WebSocketMessageType.Binary, endOfMessage: false, CancellationToken.None);
        }

        await peer.SendAsync(Array.Empty<byte>());
        Assert.Equal(payload, (await server.Application.NextMessageAsync()).Payload);
        Assert.Equal(Packets.PubAck(1), await peer.ReadAsync(4));
    }

    [Fact]
    public async Task A_text_frame_closes()
    {
        await using var server = await WebSocketTestServer.StartAsync();
        using var peer = await server.OpenAsync();
        await peer.SendAsync(_connect);
        await peer.ReadConnAckAsync();
        await peer.Socket.SendAsync("x"u8.ToArray(), WebSocketMessageType.Text, true, CancellationToken.None);
        Assert.Equal(WebSocketCloseStatus.InvalidMessageType, await peer.ReadCloseAsync());
        Assert.Equal(DisconnectCause.PeerClosed, await server.Application.NextDetachedAsync());
    }

    [Fact]
    public async Task A_malformed_packet_is_told_as_over_TCP()
    {
        await using var server = await WebSocketTestServer.StartAsync();
        using var peer = await server.OpenAsync();
        await peer.SendAsync(_connect);
        await peer.ReadConnAckAsync();
        await peer.SendAsync(Packets.Publish(V5, "#", "x"));
        Assert.Equal(DisconnectReason.TopicNameInvalid, await peer.ReadDisconnectAsync());
        Assert.Equal(WebSocketCloseStatus.NormalClosure, await peer.ReadCloseAsync());
    }

    [Fact]
    public async Task A_peer_that_vanishes_is_forgotten()
    {
        await using var server = await WebSocketTestServer.StartAsync();
        using (var peer = await server.OpenAsync())
        {
            await peer.SendAsync(_connect);
            await peer.ReadConnAckAsync();
            peer.Socket.Abort();
        }

        Assert.Equal(DisconnectCause.PeerClosed, await server.Application.NextDetachedAsync());
        await Deadline.Until(() => server.Server.ConnectionCount == 0);
    }

    [Fact]
    public async Task A_peer_that_does_not_close_its_side_is_cut()
    {
        var time = new ManualTime();
        await using var server = await WebSocketTestServer.StartAsync(time: time);
        using var peer = await server.OpenAsync();
        await peer.SendAsync(_connect);
        await peer.ReadConnAckAsync();
        await peer.SendAsync(Packets.Raw(0xE0));
        await peer.ReadCloseAsync();
        Assert.Equal(1, server.Server.ConnectionCount);

        time.Advance(TimeSpan.FromSeconds(32));
        await Deadline.Until(() => server.Server.ConnectionCount == 0);
    }

    [Fact]
    public async Task An_abort_that_comes_after_the_request_has_ended_does_nothing()
    {
        var http = new DefaultHttpContext();
        using var socket = WebSocket.CreateFromStream(Stream.Null, new WebSocketCreationOptions { IsServer = true });
        await using var connection = new WebSocketConnection(http, socket);
        await connection.RunAsync(_ => Task.CompletedTask).InTime();
        http.Uninitialize();

        connection.Abort(new ConnectionAbortedException());

        Assert.True(connection.ConnectionClosed.IsCancellationRequested);
    }

    [Fact]
    public async Task Time_outs_are_as_over_TCP()
    {
        var time = new ManualTime();
        await using var server = await WebSocketTestServer.StartAsync(time: time);
        using var mute = await server.OpenAsync();
        using var silent = await server.OpenAsync();
        await silent.SendAsync(Packets.Connect(V5, "c", keepAliveSeconds: 10));
        await silent.ReadConnAckAsync();

        time.Advance(TimeSpan.FromSeconds(12));
        Assert.Equal(WebSocketCloseStatus.NormalClosure, await mute.ReadCloseAsync());
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(DisconnectReason.KeepAliveTimeout, await silent.ReadDisconnectAsync());
    }

    [Fact]
    public async Task A_client_learns_that_the_server_stops()
    {
        await using var server = await WebSocketTestServer.StartAsync();
        using var peer = await server.OpenAsync();
        await peer.SendAsync(_connect);
        await peer.ReadConnAckAsync();
        var stopping = server.StopAsync();
        Assert.Equal(DisconnectReason.ServerShuttingDown, await peer.ReadDisconnectAsync());
        await peer.ReadCloseAsync();
        await peer.Socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        await stopping;
    }

    [Fact]
    public async Task Limits_are_as_over_TCP_and_told_over_HTTP()
    {
        await using var server = await WebSocketTestServer.StartAsync(new MqttLimits { MaxConnections = 1 });
        using (var first = await server.OpenAsync())
        {
            var refused = await Assert.ThrowsAsync<WebSocketException>(() => server.OpenAsync());
            Assert.Contains("503", refused.Message, StringComparison.Ordinal);
        }

        await Deadline.Until(() => server.Server.ConnectionCount == 0);
        using var second = await server.OpenAsync();
    }

    [Theory]
    [InlineData("Connection: close", 426)]
    [InlineData("Connection: Upgrade\r\nUpgrade: h2c", 426)]
    [InlineData("Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 12\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: mqtt", 426)]
    [InlineData("Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==", 400)]
    [InlineData("Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: mqttv3.1", 400)]
    [InlineData("Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: mqtt\r\nOrigin: http://evil.example", 403)]
    [InlineData("Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: chat, mqtt\r\nOrigin: https://ops.example.vn", 101)]
    public async Task A_wrong_request_is_answered_with_a_problem(string headers, int status)
    {
        await using var server = await WebSocketTestServer.StartAsync();
        using var peer = await WirePeer.OpenAsync(server.Address.Port);
        await peer.SendAsync(Encoding.ASCII.GetBytes($"GET /mqtt HTTP/1.1\r\nHost: 127.0.0.1\r\n{headers}\r\n\r\n"));
        var (head, body) = await peer.ReadHttpAsync();

        Assert.StartsWith($"HTTP/1.1 {status} ", head, StringComparison.Ordinal);
        if (status == 101) return;
        Assert.Contains("application/problem+json", head, StringComparison.Ordinal);
        Assert.Equal(status, JsonElement.Parse(body).GetProperty("status").GetInt32());
        if (status == 426) Assert.Contains("Sec-WebSocket-Version: 13", head, StringComparison.Ordinal);
    }
}
