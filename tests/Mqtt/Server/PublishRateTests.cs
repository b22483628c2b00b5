using SmartSectors.Mqtt.Tests.Support;

namespace SmartSectors.Mqtt.Tests.Server;

public sealed class PublishRateTests
{
    private const MqttVersion V5 = MqttVersion.V5;
    private static readonly TimeSpan _second = TimeSpan.FromSeconds(1);

    private readonly ManualTime _time = new();

    [Fact]
    public async Task Publishes_beyond_the_rate_are_read_later_and_none_is_lost()
    {
        await using var peer = await ConnectAsync(options => options.PublishesPerSecond = 10);
        await peer.SendAsync(Publishes(0, 35));
        await AssertReceivedAsync(peer, 0, 10);

        for (var message = 10; message < 35; message++)
        {
            await AdvanceAsync(peer, _second / 10);
            await AssertReceivedAsync(peer, message, 1);
        }
    }

    [Fact]
    public async Task Bytes_beyond_the_rate_are_read_later_and_a_packet_longer_than_a_second_s_worth_passes()
    {
        await using var peer = await ConnectAsync(options => options.PublishBytesPerSecond = 100);
        await peer.SendAsync(Packets.Publish(V5, "t", new string('x', 244)));
        await peer.SendAsync(Packets.Publish(V5, "t", "next"));
        Assert.Equal(244, (await peer.Application.NextMessageAsync()).Payload.Length);

        await AdvanceAsync(peer, _second);
        await AdvanceAsync(peer, _second);
        Assert.Equal("next", (await peer.Application.NextMessageAsync()).Payload);
    }

    [Fact]
    public async Task A_throttled_sender_is_not_silent_and_its_ping_is_answered_when_its_turn_comes()
    {
        await using var peer = await ConnectAsync(options => options.PublishesPerSecond = 1, keepAliveSeconds: 10);
        await peer.SendAsync(Publishes(0, 61));
        await peer.SendAsync(Packets.PingRequest);
        for (var message = 0; message <= 60; message++)
        {
            await AssertReceivedAsync(peer, message, 1);
            await AdvanceAsync(peer, _second);
        }

        Assert.Equal(Packets.PingResponse, await peer.ReadAsync(2));
    }

    [Fact]
    public async Task What_was_sent_before_the_end_is_still_read()
    {
        await using var peer = await ConnectAsync(options => options.PublishesPerSecond = 1);
        await peer.SendAsync(Publishes(0, 3));
        peer.EndSending();
        for (var message = 0; message < 3; message++)
        {
            await AssertReceivedAsync(peer, message, 1);
            await AdvanceAsync(peer, _second);
        }

        Assert.Equal(DisconnectCause.PeerClosed, await peer.Application.NextDetachedAsync());
    }

    [Fact]
    public async Task A_wait_ends_with_its_connection()
    {
        await using var peer = await ConnectAsync(options => options.PublishesPerSecond = 1);
        await peer.SendAsync(Publishes(0, 1000));
        (await peer.Application.NextConnectionAsync()).Break(DisconnectCause.ServerStopping);
        Assert.Equal(DisconnectPacket.Write(V5, DisconnectReason.ServerShuttingDown), await peer.ReadToEndAsync());
    }

    private async Task<MemoryPeer> ConnectAsync(Action<MqttServerOptions> configure, ushort keepAliveSeconds = 0)
    {
        var peer = new MemoryPeer(configure, _time);
        await peer.SendAsync(Packets.Connect(V5, keepAliveSeconds: keepAliveSeconds));
        var header = await peer.ReadAsync(2);
        await peer.ReadAsync(header[1]);
        return peer;
    }

    private static byte[] Publishes(int first, int count) =>
        [.. Enumerable.Range(first, count).SelectMany(message => Packets.Publish(V5, "t", $"{message}"))];

    /// <summary>Lets time pass once the reader waits, having read nothing more.</summary>
    private async Task AdvanceAsync(MemoryPeer peer, TimeSpan by)
    {
        await Deadline.Until(() => _time.ArmedTimers == 2); // the sweep's and the reader's
        Assert.False(peer.Application.TryTakeMessage(out _));
        _time.Advance(by);
    }

    private static async Task AssertReceivedAsync(MemoryPeer peer, int first, int count)
    {
        for (var message = first; message < first + count; message++)
        {
            Assert.Equal($"{message}", (await peer.Application.NextMessageAsync()).Payload);
        }
    }
}
