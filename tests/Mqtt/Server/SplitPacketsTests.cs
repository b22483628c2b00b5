using SmartSectors.Mqtt.Tests.Support;

namespace SmartSectors.Mqtt.Tests.Server;

/// <summary>TCP may cut a stream anywhere; what arrives must not depend on where.</summary>
public sealed class SplitPacketsTests
{
    public static TheoryData<MqttVersion> Versions => [MqttVersion.V311, MqttVersion.V5];

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_stream_cut_in_two_at_any_byte_means_the_same(MqttVersion version)
    {
        var stream = Stream(version);
        for (var cut = 1; cut < stream.Length; cut++)
        {
            await using var peer = new MemoryPeer();
            await peer.SendAsync(stream.AsMemory(0, cut));
            await peer.SendAsync(stream.AsMemory(cut));
            await AssertUnderstoodAsync(peer, version);
        }
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_stream_fed_byte_by_byte_means_the_same(MqttVersion version)
    {
        await using var peer = new MemoryPeer();
        foreach (var b in Stream(version)) await peer.SendAsync(new[] { b });
        await AssertUnderstoodAsync(peer, version);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Over_the_loopback_a_stream_cut_at_any_byte_means_the_same(MqttVersion version)
    {
        await using var server = await MqttTestServer.StartAsync();
        var stream = Stream(version);
        for (var cut = 1; cut < stream.Length; cut++)
        {
            using var peer = await server.OpenAsync();
            await peer.SendAsync(stream[..cut], stream[cut..]);
            await AssertUnderstoodAsync(server, peer, version);
        }
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Over_the_loopback_a_stream_fed_byte_by_byte_means_the_same(MqttVersion version)
    {
        await using var server = await MqttTestServer.StartAsync();
        using var peer = await server.OpenAsync();
        await peer.SendAsync([.. Stream(version).Select(b => new[] { b })]);
        await AssertUnderstoodAsync(server, peer, version);
    }

    [Fact]
    public async Task A_packet_longer_than_a_memory_block_arrives_whole()
    {
        await using var server = await MqttTestServer.StartAsync();
        using var peer = await server.ConnectAsync();
        var payload = string.Concat(Enumerable.Range(0, 30_000).Select(number => $"{number} "));
        await peer.SendAsync(Packets.Publish(MqttVersion.V5, "t", payload, 1));

        Assert.Equal(payload, (await server.Application.NextMessageAsync()).Payload);
        Assert.Equal(Packets.PubAck(1), await peer.ReadPacketAsync());
    }

    private static byte[] Stream(MqttVersion version) =>
    [
        .. Packets.Connect(version, "a-client"),
        .. Packets.Publish(version, "sectors/agriculture/s/d/telemetry", new string('x', 130), 258, version is MqttVersion.V5 ? Packets.UserProperty("k", "v") : null),
        .. Packets.PingRequest,
        .. Packets.Publish(version, "t", "zero"),
        .. Packets.Disconnect,
    ];

    private static async Task AssertUnderstoodAsync(MemoryPeer peer, MqttVersion version)
    {
        await peer.Served;
        var output = await peer.ReadToEndAsync();
        Assert.Equal(PacketType.ConnAck, Packets.TypeOf(output));
        var answers = output[(2 + output[1])..];
        byte[] acknowledged = Packets.PubAck(258);
        // Within one read the answer to the ping may come before the acknowledgement, which waits for its batch.
        byte[][] allowed = [[.. acknowledged, .. Packets.PingResponse], [.. Packets.PingResponse, .. acknowledged]];
        Assert.Contains(answers, allowed);
        await AssertReceivedAsync(peer.Application, version);
        Assert.Equal(DisconnectCause.ClientDisconnected, await peer.Application.NextDetachedAsync());
    }

    private static async Task AssertUnderstoodAsync(MqttTestServer server, WirePeer peer, MqttVersion version)
    {
        await AssertReceivedAsync(server.Application, version);
        Assert.Equal(DisconnectCause.ClientDisconnected, await server.Application.NextDetachedAsync());
        Assert.Equal(ConnectReason.Success, (await peer.ReadConnAckAsync(version)).Reason);
        byte[][] answers = [(await peer.ReadPacketAsync())!, (await peer.ReadPacketAsync())!];
        Assert.Contains(Packets.PubAck(258), answers);
        Assert.Contains(Packets.PingResponse, answers);
        Assert.Null(await peer.ReadPacketAsync());
    }

    private static async Task AssertReceivedAsync(RecordingApplication application, MqttVersion version)
    {
        var first = await application.NextMessageAsync();
        Assert.Equal("sectors/agriculture/s/d/telemetry", first.Topic);
        Assert.Equal(new string('x', 130), first.Payload);
        Assert.Equal(258, first.PacketId);
        Assert.Equal(version is MqttVersion.V5 ? "k=v;" : "", first.UserProperties);
        Assert.Equal("zero", (await application.NextMessageAsync()).Payload);
        Assert.False(application.TryTakeMessage(out _));
    }
}
