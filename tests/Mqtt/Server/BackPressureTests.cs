using SmartSectors.Mqtt.Tests.Conformance.Wire;
using SmartSectors.Mqtt.Tests.Sessions;
using SmartSectors.Mqtt.Tests.Support;

namespace SmartSectors.Mqtt.Tests.Server;

public sealed class BackPressureTests
{
    private const MqttVersion V311 = MqttVersion.V311;

    /// <summary>CONNACK of 3.1.1 and of one PUBACK.</summary>
    private const int Four = 4;

    [Fact]
    public async Task A_3_1_1_connection_is_not_read_while_too_much_is_unacknowledged()
    {
        await using var peer = new MemoryPeer(options => options.MaxUnacknowledged = 2);
        peer.Application.AcknowledgesAtOnce = false;
        await peer.SendAsync(Packets.Connect(V311));
        await peer.SendAsync(Packets.Publish(V311, "t", "a", 1));
        await peer.SendAsync(Packets.Publish(V311, "t", "b", 2));
        await peer.SendAsync(Packets.Publish(V311, "t", "c", 3));

        Assert.Equal("a", (await peer.Application.NextMessageAsync()).Payload);
        Assert.Equal("b", (await peer.Application.NextMessageAsync()).Payload);
        Assert.False(peer.Application.TryTakeMessage(out _)); // pipes run inline, so c would be here

        (await peer.Application.NextBatchAsync()).Complete();
        Assert.Equal("c", (await peer.Application.NextMessageAsync()).Payload);
    }

    [Fact]
    public async Task Answers_of_qos_2_count_as_those_of_qos_1_do()
    {
        await using var peer = new MemoryPeer(options => options.MaxUnacknowledged = 2);
        peer.Application.AcknowledgesAtOnce = false;
        await peer.SendAsync(Packets.Connect(V311));
        await peer.SendAsync(Packet.Publish(V311, "t", "a", qos: 2, id: 1));
        await peer.SendAsync(Packet.Ack(Packet.PubRel, 1));
        await peer.SendAsync(Packet.Publish(V311, "t", "b", qos: 2, id: 1));

        Assert.Equal("a", (await peer.Application.NextMessageAsync()).Payload);
        Assert.False(peer.Application.TryTakeMessage(out _)); // pipes run inline, so b would be here

        (await peer.Application.NextBatchAsync()).Complete();
        Assert.Equal("b", (await peer.Application.NextMessageAsync()).Payload);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_connection_whose_retained_messages_do_not_become_durable_is_not_read_for_ever(int qos)
    {
        using var store = new CrashingStore();
        await using var peer = new MemoryPeer(options => options.MaxUnacknowledged = 2, store: store);
        await peer.SendAsync(Packets.Connect(V311));
        foreach (var id in new[] { 1, 2, 3 }) await peer.SendAsync(Packet.Publish(V311, "t", $"{id}", qos, id, retain: true));

        Assert.Equal("1", (await peer.Application.NextMessageAsync()).Payload);
        Assert.Equal("2", (await peer.Application.NextMessageAsync()).Payload);
        Assert.False(peer.Application.TryTakeMessage(out _));

        store.Commit();
        Assert.Equal("3", (await peer.Application.NextMessageAsync()).Payload);
    }

    [Fact]
    public async Task The_reader_waits_for_its_receiver()
    {
        await using var peer = new MemoryPeer();
        var held = new TaskCompletionSource();
        peer.Application.HoldReader = _ => new ValueTask(held.Task);
        await peer.SendAsync(Packets.Connect(V311));
        await peer.SendAsync(Packets.Publish(V311, "t", "a"));
        await peer.SendAsync(Packets.Publish(V311, "t", "b"));

        Assert.Equal("a", (await peer.Application.NextMessageAsync()).Payload);
        Assert.False(peer.Application.TryTakeMessage(out _));
        held.SetResult();
        Assert.Equal("b", (await peer.Application.NextMessageAsync()).Payload);
    }

    [Fact]
    public async Task A_peer_that_does_not_read_its_acknowledgements_is_not_read_until_it_does()
    {
        // CONNACK and one PUBACK fill the pipe, a quarter of the buffer's bytes may gather beside it.
        const int Buffer = 64 * 1024;
        const int Taken = 1 + (Buffer / 4 / Four);
        await using var peer = new MemoryPeer(options => options.MaxOutputBufferBytes = Buffer, outputLimitBytes: 2 * Four);
        await peer.SendAsync(Packets.Connect(V311));
        for (ushort id = 1; id <= Taken + 1; id++) await peer.SendAsync(Packets.Publish(V311, "t", $"{id}", id));
        for (var id = 1; id <= Taken; id++) Assert.Equal($"{id}", (await peer.Application.NextMessageAsync()).Payload);
        Assert.False(peer.Application.TryTakeMessage(out _)); // pipes run inline, so it would be here

        await peer.ReadAsync(Four * (1 + Taken));
        Assert.Equal($"{Taken + 1}", (await peer.Application.NextMessageAsync()).Payload);
        Assert.Equal(Packets.PubAck(Taken + 1), await peer.ReadAsync(Four));
    }

    [Fact]
    public async Task What_is_acknowledged_while_the_peer_does_not_read_is_sent_when_it_does()
    {
        await using var peer = new MemoryPeer(outputLimitBytes: 2 * Four);
        peer.Application.AcknowledgesAtOnce = false;
        await peer.SendAsync(Packets.Connect(V311));
        for (ushort id = 1; id <= 3; id++) await peer.SendAsync(Packets.Publish(V311, "t", "x", id));

        for (var batch = 0; batch < 3; batch++)
        {
            var acks = await peer.Application.NextBatchAsync();
            var connection = acks.Connection;
            acks.Complete();
            connection.RequestFlush();
        }

        await peer.ReadAsync(Four);
        for (ushort id = 1; id <= 3; id++) Assert.Equal(Packets.PubAck(id), await peer.ReadAsync(Four));
    }

    [Fact]
    public async Task A_peer_that_never_reads_its_acknowledgements_is_cut()
    {
        var time = new ManualTime();
        await using var peer = new MemoryPeer(options => options.SendTimeout = TimeSpan.FromSeconds(30), time, 2 * Four);
        await peer.SendAsync(Packets.Connect(V311));
        await peer.SendAsync(Packets.Publish(V311, "t", "a", 1));

        time.Advance(TimeSpan.FromSeconds(29));
        Assert.False(peer.Context.ConnectionClosed.IsCancellationRequested);
        time.Advance(TimeSpan.FromSeconds(2));
        await Deadline.Until(() => peer.Context.ConnectionClosed.IsCancellationRequested);
        Assert.Equal(DisconnectCause.AcksNotRead, await peer.Application.NextDetachedAsync());
    }
}
