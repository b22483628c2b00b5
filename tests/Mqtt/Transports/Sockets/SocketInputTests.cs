using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.AspNetCore.Connections;
using SmartSectors.Mqtt.Tests.Support;

namespace SmartSectors.Mqtt.Tests.Transports.Sockets;

public class SocketInputTests
{
    [Fact]
    public async Task A_read_waits_for_the_first_byte()
    {
        await using var pair = await SocketPair.OpenAsync();
        var read = pair.Connection.Transport.Input.ReadAsync().AsTask();
        Assert.False(read.IsCompleted);

        pair.Peer.Send([7]);

        var result = await read.InTime();
        Assert.Equal([7], result.Buffer.ToArray());
        Assert.False(result.IsCompleted);
    }

    [Fact]
    public async Task What_was_not_examined_is_given_again_at_once()
    {
        await using var pair = await SocketPair.OpenAsync();
        var input = pair.Connection.Transport.Input;
        pair.Peer.Send([1, 2, 3]);
        var read = await input.ReadAtLeastAsync(3).AsTask().InTime();
        input.AdvanceTo(read.Buffer.GetPosition(1));

        var again = input.ReadAsync();

        Assert.True(again.IsCompleted);
        Assert.Equal([2, 3], (await again).Buffer.ToArray());
    }

    [Fact]
    public async Task What_was_examined_and_not_consumed_comes_again_with_more()
    {
        await using var pair = await SocketPair.OpenAsync();
        var input = pair.Connection.Transport.Input;
        pair.Peer.Send([1, 2]);
        var first = await input.ReadAtLeastAsync(2).AsTask().InTime();
        input.AdvanceTo(first.Buffer.GetPosition(1), first.Buffer.End);
        var read = input.ReadAsync().AsTask();
        Assert.False(read.IsCompleted);

        pair.Peer.Send([3]);

        Assert.Equal([2, 3], (await read.InTime()).Buffer.ToArray());
    }

    [Fact]
    public async Task A_packet_of_any_length_arrives_in_one_piece()
    {
        await using var pair = await SocketPair.OpenAsync();
        var input = pair.Connection.Transport.Input;
        var sent = Enumerable.Range(0, 1_000_000).Select(i => (byte)(i * 31)).ToArray();
        var sending = pair.Peer.SendAsync(sent.AsMemory()).AsTask();

        var read = await input.ReadAtLeastAsync(sent.Length).AsTask().InTime();

        await sending.InTime();
        Assert.True(read.Buffer.IsSingleSegment);
        Assert.Equal(sent, read.Buffer.ToArray());
    }

    [Fact]
    public async Task A_part_of_a_packet_holds_little_more_than_its_own_length()
    {
        await using var pair = await SocketPair.OpenAsync();
        var input = pair.Connection.Transport.Input;
        pair.Peer.Send(new byte[100]);
        var read = await input.ReadAtLeastAsync(100).AsTask().InTime();
        input.AdvanceTo(read.Buffer.GetPosition(90), read.Buffer.End);
        var more = input.ReadAsync().AsTask();

        input.CancelPendingRead();

        Assert.True(MemoryMarshal.TryGetArray((await more.InTime()).Buffer.First, out var rest));
        Assert.Equal(10, rest.Count);
        Assert.InRange(rest.Array!.Length, 10, 64);
    }

    [Fact]
    public async Task The_end_of_the_stream_comes_after_its_last_bytes_and_stays()
    {
        await using var pair = await SocketPair.OpenAsync();
        var input = pair.Connection.Transport.Input;
        pair.Peer.Send([1]);
        pair.Peer.Shutdown(SocketShutdown.Send);

        var bytes = new List<byte>();
        ReadResult read;
        do
        {
            read = await input.ReadAsync().AsTask().InTime();
            bytes.AddRange(read.Buffer.ToArray());
            input.AdvanceTo(read.Buffer.End);
        }
        while (!read.IsCompleted);

        Assert.Equal([1], bytes);
        Assert.True((await input.ReadAsync()).IsCompleted);
    }

    [Fact]
    public async Task A_peer_that_resets_is_told_as_a_reset()
    {
        await using var pair = await SocketPair.OpenAsync();
        var read = pair.Connection.Transport.Input.ReadAsync().AsTask();
        pair.Peer.LingerState = new LingerOption(true, 0);

        pair.Peer.Close();

        await Assert.ThrowsAsync<ConnectionResetException>(() => read.InTime());
    }

    [Fact]
    public async Task A_canceled_read_ends_without_bytes_and_the_next_one_gets_them()
    {
        await using var pair = await SocketPair.OpenAsync();
        var input = pair.Connection.Transport.Input;
        var read = input.ReadAsync().AsTask();

        input.CancelPendingRead();

        var canceled = await read.InTime();
        Assert.True(canceled.IsCanceled);
        input.AdvanceTo(canceled.Buffer.End);
        var next = input.ReadAsync().AsTask();
        pair.Peer.Send([9]);
        Assert.Equal([9], (await next.InTime()).Buffer.ToArray());
    }

    [Fact]
    public async Task A_cancellation_before_the_read_holds_for_the_read()
    {
        await using var pair = await SocketPair.OpenAsync();
        var input = pair.Connection.Transport.Input;

        input.CancelPendingRead();

        Assert.True((await input.ReadAsync().AsTask().InTime()).IsCanceled);
    }

    [Fact]
    public async Task A_token_ends_its_own_read_and_no_later_one()
    {
        await using var pair = await SocketPair.OpenAsync();
        var input = pair.Connection.Transport.Input;
        using var source = new CancellationTokenSource();
        var read = input.ReadAsync(source.Token).AsTask();

        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read.InTime());
        var next = input.ReadAsync().AsTask();
        pair.Peer.Send([5]);
        Assert.Equal([5], (await next.InTime()).Buffer.ToArray());
    }

    [Fact]
    public async Task An_abort_ends_the_read_that_waits()
    {
        await using var pair = await SocketPair.OpenAsync();
        var read = pair.Connection.Transport.Input.ReadAsync().AsTask();

        pair.Connection.Abort(new ConnectionAbortedException());

        var failure = await Record.ExceptionAsync(() => read.InTime());
        Assert.True(TransportFailure.Is(failure!), failure?.ToString());
        await Cancelled(pair.Connection.ConnectionClosed).InTime();
    }

    [Fact]
    public void Every_byte_arrives_once_whatever_the_reader_leaves_and_whoever_cancels() =>
        Prop.ForAll(
            Gen.Choose(1, 40_000).ListOf(8).ToArbitrary(),
            Gen.Choose(0, int.MaxValue).ToArbitrary(),
            (pieces, seed) => RelaysAsync(pieces, seed).GetAwaiter().GetResult()).QuickCheckThrowOnFailure();

    private static async Task<bool> RelaysAsync(IReadOnlyList<int> pieces, int seed)
    {
        await using var pair = await SocketPair.OpenAsync();
        var input = pair.Connection.Transport.Input;
        var random = new Random(seed);
        var sent = new byte[pieces.Sum()];
        new Random(seed).NextBytes(sent);
        var sending = Task.Run(async () =>
        {
            var at = 0;
            foreach (var piece in pieces)
            {
                for (var end = at + piece; at < end;) at += await pair.Peer.SendAsync(sent.AsMemory(at, end - at));
                input.CancelPendingRead();
            }

            pair.Peer.Shutdown(SocketShutdown.Send);
        });

        var received = new List<byte>();
        while (true)
        {
            var read = await input.ReadAsync().AsTask().InTime();
            // At times the reader takes a part, at times it wants more of what it has seen.
            var taken = read.IsCompleted ? read.Buffer.Length : random.NextInt64(read.Buffer.Length + 1);
            var rest = read.Buffer.GetPosition(taken);
            received.AddRange(read.Buffer.Slice(0, taken).ToArray());
            input.AdvanceTo(rest, random.Next(2) == 0 ? rest : read.Buffer.End);
            if (read.IsCompleted) break;
        }

        await sending.InTime();
        return sent.AsSpan().SequenceEqual(received.ToArray());
    }

    private static Task Cancelled(CancellationToken token)
    {
        var source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        token.Register(() => source.TrySetResult());
        return source.Task;
    }
}
