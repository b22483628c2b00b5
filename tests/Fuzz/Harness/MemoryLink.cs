using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;

namespace SmartSectors.Mqtt.Fuzz;

/// <summary>
/// A connection in memory, run inline: when <see cref="SendAsync"/> returns, the server has done what it does at once
/// with those bytes.
/// </summary>
internal sealed class MemoryLink : ConnectionContext
{
    /// <summary>What a peer that does not read lets pile up in the transport.</summary>
    private const int OutputLimitBytes = 8 * 1024;

    private static readonly IPEndPoint _remote = new(IPAddress.Loopback, 1883);

    private readonly CancellationTokenSource _closed = new();
    private readonly Pipe _toServer = new(Options(PipeScheduler.Inline, pauseAtBytes: 0));
    private readonly Pipe _toClient = new(Options(PipeScheduler.ThreadPool, OutputLimitBytes));
    private bool _ended;

    public MemoryLink(string id)
    {
        ConnectionId = id;
        Transport = new Duplex(_toServer.Reader, _toClient.Writer);
        ConnectionClosed = _closed.Token;
    }

    public override string ConnectionId { get; set; }

    public override IDuplexPipe Transport { get; set; }

    public override CancellationToken ConnectionClosed { get; set; }

    public override IFeatureCollection Features { get; } = new FeatureCollection();

    public override IDictionary<object, object?> Items { get; set; } = new Dictionary<object, object?>();

    public override EndPoint? RemoteEndPoint { get; set; } = _remote;

    /// <summary>The server cut the connection: what it had written may be lost.</summary>
    public bool WasAborted { get; private set; }

    public PipeReader Output => _toClient.Reader;

    public override void Abort(ConnectionAbortedException abortReason)
    {
        WasAborted = true;
        _closed.Cancel();
    }

    public async ValueTask SendAsync(ReadOnlyMemory<byte> bytes)
    {
        if (!_ended) await _toServer.Writer.WriteAsync(bytes);
    }

    /// <summary>Takes what the server has sent until now.</summary>
    public byte[] Receive()
    {
        var all = Array.Empty<byte>();
        while (Output.TryRead(out var read))
        {
            if (!read.Buffer.IsEmpty) all = [.. all, .. read.Buffer.ToArray()];
            Output.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted || read.Buffer.IsEmpty) break;
        }

        return all;
    }

    public void EndSending()
    {
        if (_ended) return;
        _ended = true;
        _toServer.Writer.Complete();
    }

    /// <summary>The transport lets go; after the server's task is over.</summary>
    public void Close()
    {
        EndSending();
        Output.Complete();
        _closed.Cancel();
    }

    /// <summary>The server's reader runs at once; ours never does within the server's flush.</summary>
    private static PipeOptions Options(PipeScheduler reader, int pauseAtBytes) => new(
        readerScheduler: reader,
        writerScheduler: PipeScheduler.Inline,
        pauseWriterThreshold: pauseAtBytes,
        resumeWriterThreshold: 1,
        useSynchronizationContext: false);

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
