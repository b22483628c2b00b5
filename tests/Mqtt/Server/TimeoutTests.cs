using SmartSectors.Mqtt.Tests.Support;

namespace SmartSectors.Mqtt.Tests.Server;

public sealed class TimeoutTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public async Task A_malformed_packet_s_connection_is_read_on_no_longer_than_the_options_say(int timeoutSeconds, int silenceSeconds)
    {
        var stands = new ManualTime();
        await using var server = await MqttTestServer.StartAsync(
            options =>
            {
                options.LingerTimeout = TimeSpan.FromSeconds(timeoutSeconds);
                options.LingerSilence = TimeSpan.FromSeconds(silenceSeconds);
            },
            time: stands);
        using var peer = await server.ConnectAsync();
        await peer.SendAsync([0x00, 0x00]);
        Assert.Equal(DisconnectReason.MalformedPacket, await peer.ReadDisconnectAsync());
    }

    private static readonly TimeSpan _second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Silence_of_one_and_a_half_keep_alives_ends_the_connection()
    {
        var time = new ManualTime();
        await using var peer = new MemoryPeer(time: time);
        await peer.SendAsync(Packets.Connect(MqttVersion.V5, keepAliveSeconds: 10));
        await SkipConnAckAsync(peer);

        time.Advance(14 * _second);
        await peer.SendAsync(Packets.PingRequest);
        Assert.Equal(Packets.PingResponse, await peer.ReadAsync(2));

        time.Advance(15 * _second);
        Assert.False(peer.Output.TryRead(out _));
        time.Advance(2 * _second);
        Assert.Equal(DisconnectPacket.Write(MqttVersion.V5, DisconnectReason.KeepAliveTimeout), await peer.ReadToEndAsync());
        Assert.Equal(DisconnectCause.KeepAliveExpired, await peer.Application.NextDetachedAsync());
    }

    [Fact]
    public async Task Bytes_that_never_make_a_packet_are_silence()
    {
        var time = new ManualTime();
        await using var peer = new MemoryPeer(time: time);
        await peer.SendAsync(Packets.Connect(MqttVersion.V311, keepAliveSeconds: 10));
        await peer.SendAsync(new byte[] { 0x30, 0x7F });
        for (var second = 0; second < 17; second++)
        {
            await peer.SendAsync(new byte[] { 0 });
            time.Advance(_second);
        }

        Assert.Equal(DisconnectCause.KeepAliveExpired, await peer.Application.NextDetachedAsync());
    }

    [Fact]
    public async Task A_packet_that_drips_in_is_cut_also_without_a_keep_alive_and_one_that_takes_its_time_is_not()
    {
        var time = new ManualTime();
        await using var peer = new MemoryPeer(options => options.PacketTimeout = TimeSpan.FromSeconds(10), time);
        await peer.SendAsync(Packets.Connect(MqttVersion.V311));
        var slow = Packets.Publish(MqttVersion.V311, "topic", "slow");
        time.Advance(60 * _second);
        for (var i = 0; i < 9; i++)
        {
            await peer.SendAsync(slow.AsMemory(i, 1));
            time.Advance(_second);
        }

        await peer.SendAsync(slow.AsMemory(9));
        Assert.Equal("slow", (await peer.Application.NextMessageAsync()).Payload);
        time.Advance(60 * _second);

        for (var i = 0; i < 12; i++)
        {
            await peer.SendAsync(slow.AsMemory(i, 1));
            time.Advance(_second);
        }

        Assert.Equal(DisconnectCause.PacketTimedOut, await peer.Application.NextDetachedAsync());
    }

    [Fact]
    public async Task A_CONNECT_that_drips_in_is_cut_when_its_time_is_over()
    {
        var time = new ManualTime();
        await using var peer = new MemoryPeer(options => options.ConnectTimeout = TimeSpan.FromSeconds(10), time);
        var connect = Packets.Connect(MqttVersion.V5, new string('c', 20));
        for (var i = 0; i < 12; i++)
        {
            await peer.SendAsync(connect.AsMemory(i, 1));
            time.Advance(_second);
        }

        await peer.Served;
        Assert.Empty(await peer.ReadToEndAsync());
    }

    [Fact]
    public async Task A_slow_receiver_is_not_the_silence_of_its_peer()
    {
        var time = new ManualTime();
        await using var peer = new MemoryPeer(time: time);
        var held = new TaskCompletionSource();
        peer.Application.HoldReader = _ => new ValueTask(held.Task);
        await peer.SendAsync(Packets.Connect(MqttVersion.V5, keepAliveSeconds: 10));
        await SkipConnAckAsync(peer);
        await peer.SendAsync(Packets.Publish(MqttVersion.V5, "t", "x"));

        time.Advance(TimeSpan.FromMinutes(10));
        held.SetResult();
        await peer.SendAsync(Packets.PingRequest);
        Assert.Equal(Packets.PingResponse, await peer.ReadAsync(2));
    }

    [Fact]
    public async Task Without_a_keep_alive_a_3_1_1_client_may_be_silent_for_ever()
    {
        var time = new ManualTime();
        await using var peer = new MemoryPeer(time: time);
        await peer.SendAsync(Packets.Connect(MqttVersion.V311));
        await peer.ReadAsync(4);
        time.Advance(TimeSpan.FromHours(2));
        await peer.SendAsync(Packets.PingRequest);
        Assert.Equal(Packets.PingResponse, await peer.ReadAsync(2));
    }

    [Theory]
    [InlineData("")]
    [InlineData("10")]
    [InlineData("100C00044D515454")]
    public async Task A_connection_without_a_whole_CONNECT_is_closed(string bytes)
    {
        var time = new ManualTime();
        await using var peer = new MemoryPeer(options => options.ConnectTimeout = TimeSpan.FromSeconds(10), time);
        await peer.SendAsync(Convert.FromHexString(bytes));

        time.Advance(10 * _second);
        Assert.False(peer.Served.IsCompleted);
        time.Advance(2 * _second);
        await peer.Served;
        Assert.Empty(await peer.ReadToEndAsync());
    }

    [Fact]
    public async Task An_authorization_that_does_not_end_is_given_up()
    {
        var time = new ManualTime();
        await using var peer = new MemoryPeer(time: time);
        peer.Application.Authorize = async (_, cancellationToken) =>
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return ConnectVerdict.Accept();
        };
        await peer.SendAsync(Packets.Connect(MqttVersion.V5));
        time.Advance(30 * _second);
        await peer.Served;
        Assert.Empty(await peer.ReadToEndAsync());
    }

    private static async Task SkipConnAckAsync(MemoryPeer peer)
    {
        var header = await peer.ReadAsync(2);
        await peer.ReadAsync(header[1]);
    }
}
