using SmartSectors.Mqtt.Tests.Conformance;
using SmartSectors.Mqtt.Tests.Conformance.Wire;
using SmartSectors.Mqtt.Tests.Support;

namespace SmartSectors.Mqtt.Tests.Server;

/// <summary>Wills while the application takes nothing: they wait, none is lost, and what waits is bounded.</summary>
public sealed class WillTests
{
    private const MqttVersion V5 = MqttVersion.V5;
    private const int Several = 5;

    /// <summary>DISCONNECT with Will Message.</summary>
    private const int WithWill = 4;

    [Fact]
    public async Task A_closed_connection_is_not_over_before_the_application_has_its_will()
    {
        await using var broker = new Broker();
        var held = Hold(broker.Application);
        var ends = new List<Task>();
        for (var i = 0; i < Several; i++)
        {
            var client = await broker.ConnectAsync(new Connect(V5, $"c{i}") { Will = new Will("t", $"{i}") });
            await client.SendAsync(Packet.Disconnect(WithWill));
            await client.IsClosedAsync(); // the peer does not wait for it
            ends.Add(client.DropAsync());
        }

        Assert.All(ends, end => Assert.False(end.IsCompleted));
        held.SetResult();
        await Task.WhenAll(ends);
        for (var i = 0; i < Several; i++) Assert.Equal($"{i}", (await broker.Application.NextMessageAsync()).Payload);
    }

    [Fact]
    public async Task Who_takes_a_session_over_is_let_in_at_once_and_sees_its_will_taken()
    {
        await using var broker = new Broker();
        var held = Hold(broker.Application);
        await broker.ConnectAsync(new Connect(V5, "c") { Will = new Will("t", "first") });
        var second = await broker.ConnectAsync(V5, "c");
        Assert.Equal("first", (await broker.Application.NextMessageAsync()).Payload);

        var end = second.DropAsync();
        Assert.False(end.IsCompleted);
        held.SetResult();
        await end;
    }

    [Fact]
    public async Task Wills_that_were_delayed_are_taken_one_after_another_and_the_stop_waits_for_them()
    {
        await using var broker = new Broker();
        var held = Hold(broker.Application);
        for (var i = 0; i < Several; i++)
        {
            var client = await broker.ConnectAsync(Connect.Persistent(V5, $"c{i}") with
            {
                Will = new Will("t", $"{i}") { Properties = Property.WillDelay((uint)(1 + i / 2 * 5)) },
            });
            await client.DropAsync();
        }

        for (var seconds = 0; seconds < 20; seconds++) broker.Advance(1);
        var taken = new List<string> { (await broker.Application.NextMessageAsync()).Payload };
        Assert.False(broker.Application.TryTakeMessage(out _));

        var stop = broker.Server.StopAsync(CancellationToken.None);
        Assert.False(stop.IsCompleted);
        held.SetResult();
        await stop.InTime();
        while (broker.Application.TryTakeMessage(out var message)) taken.Add(message!.Payload);
        Assert.Equal(["0", "1"], taken.Order()); // the others are still their sessions', which are stored
    }

    [Fact]
    public async Task Delayed_wills_that_had_to_wait_are_published_by_the_next_sweep()
    {
        await using var broker = new Broker();
        var held = Hold(broker.Application);
        foreach (var delay in new uint[] { 1, 5 })
        {
            var client = await broker.ConnectAsync(Connect.Persistent(V5, $"c{delay}") with
            {
                Will = new Will("t", $"{delay}") { Properties = Property.WillDelay(delay) },
            });
            await client.DropAsync();
        }

        broker.Advance(10);
        Assert.Equal("1", (await broker.Application.NextMessageAsync()).Payload);
        Assert.False(broker.Application.TryTakeMessage(out _));

        held.SetResult();
        await Deadline.Until(() =>
        {
            broker.Advance(1);
            return broker.Application.TryTakeMessage(out var message) && message!.Payload == "5";
        });
    }

    [Fact]
    public async Task A_stop_ends_when_the_application_has_the_wills_of_those_it_cut()
    {
        await using var server = await MqttTestServer.StartAsync();
        var held = Hold(server.Application);
        var peers = new List<WirePeer>();
        for (var i = 0; i < Several; i++)
        {
            var peer = await server.OpenAsync();
            peers.Add(peer);
            await peer.SendAsync(new Connect(V5, $"c{i}") { Will = new Will("t", $"{i}") }.ToPacket());
            await peer.ReadConnAckAsync(V5);
        }

        var stop = server.StopAsync();
        var wills = new List<string>();
        for (var i = 0; i < Several; i++) wills.Add((await server.Application.NextMessageAsync()).Payload);
        Assert.False(stop.IsCompleted);

        held.SetResult();
        await stop;
        Assert.Equal(Enumerable.Range(0, Several).Select(i => $"{i}"), wills.Order());
        for (var i = 0; i < 2 * Several; i++) Assert.True(server.Application.NextDetachedAsync().IsCompleted, "the stop did not wait");
        foreach (var peer in peers) peer.Dispose();
    }

    /// <summary>Keeps the application from taking anything until the result is set.</summary>
    private static TaskCompletionSource Hold(RecordingApplication application)
    {
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        application.HoldReader = _ => new ValueTask(held.Task);
        return held;
    }
}
