using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using SmartSectors.Mqtt.Tests.Support;

namespace SmartSectors.Mqtt.Tests.Transports.Sockets;

public class SocketOutputTests
{
    /// <summary>More than the buffers of both sides of a loopback connection take.</summary>
    private const int TooMuch = 32 * 1024 * 1024;

    [Fact]
    public async Task Nothing_leaves_before_the_flush_and_all_of_it_then()
    {
        await using var pair = await SocketPair.OpenAsync();
        var output = pair.Connection.Transport.Output;
        for (var i = 0; i < 10_000; i++) output.Write(BitConverter.GetBytes(i));
        Assert.Equal(0, pair.Peer.Available);

        var flush = await output.FlushAsync().AsTask().InTime();

        Assert.False(flush.IsCompleted);
        var received = await pair.ReceiveAsync(40_000);
        Assert.Equal(Enumerable.Range(0, 10_000), Enumerable.Range(0, 10_000).Select(i => BitConverter.ToInt32(received, 4 * i)));
    }

    [Fact]
    public async Task A_flush_waits_for_a_peer_that_does_not_read_and_goes_on_when_it_does()
    {
        await using var pair = await SocketPair.OpenAsync(bufferBytes: 4096);
        var output = pair.Connection.Transport.Output;
        var sent = new byte[TooMuch];
        new Random(1).NextBytes(sent);
        output.Write(sent);

        var flush = output.FlushAsync().AsTask();

        Assert.False(flush.IsCompleted);
        Assert.Throws<InvalidOperationException>(() => output.GetSpan(1).Length);
        Assert.Equal(sent, await pair.ReceiveAsync(sent.Length));
        Assert.False((await flush.InTime()).IsCompleted);
        output.Write("z"u8);
        await output.FlushAsync().AsTask().InTime();
        Assert.Equal("z"u8.ToArray(), await pair.ReceiveAsync(1));
    }

    [Fact]
    public async Task A_flush_to_a_peer_that_is_gone_says_so_and_does_not_throw()
    {
        await using var pair = await SocketPair.OpenAsync(bufferBytes: 4096);
        var output = pair.Connection.Transport.Output;
        output.Write(new byte[TooMuch]);
        var flush = output.FlushAsync().AsTask();
        pair.Peer.LingerState = new LingerOption(true, 0);

        pair.Peer.Close();

        Assert.True((await flush.InTime()).IsCompleted);
        output.Write("z"u8);
        Assert.True((await output.FlushAsync().AsTask().InTime()).IsCompleted);
    }

    [Fact]
    public async Task An_abort_ends_the_flush_that_waits_and_resets_the_peer()
    {
        await using var pair = await SocketPair.OpenAsync(bufferBytes: 4096);
        var output = pair.Connection.Transport.Output;
        output.Write(new byte[TooMuch]);
        var flush = output.FlushAsync().AsTask();

        pair.Connection.Abort(new ConnectionAbortedException());

        Assert.True((await flush.InTime()).IsCompleted);
        await Assert.ThrowsAsync<SocketException>(async () =>
        {
            while (await pair.Peer.ReceiveAsync(new byte[64 * 1024].AsMemory()).AsTask().InTime() > 0)
            {
                // What was on its way.
            }
        });
    }

    [Fact]
    public async Task What_was_not_flushed_leaves_with_the_end()
    {
        await using var pair = await SocketPair.OpenAsync();
        pair.Connection.Transport.Output.Write("abc"u8);

        await pair.Connection.DisposeAsync();

        Assert.Equal("abc"u8.ToArray(), await pair.ReceiveAsync(100));
        Assert.True(pair.Connection.ConnectionClosed.IsCancellationRequested);
    }
}
