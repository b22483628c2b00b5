using System.IO.Pipelines;
using System.Net;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace SmartSectors.Mqtt;

/// <summary>
/// A WebSocket as the connection that the MQTT server knows: a stream of bytes each way, whatever frames they come in
/// ([MQTT-6.0.0-2]). While the peer is silent it holds no buffer.
/// </summary>
internal sealed class WebSocketConnection : ConnectionContext, IDuplexPipe
{
    /// <summary>One block of memory at a time; a peer that sends faster than it is read waits.</summary>
    private const int ReadLength = 4096;

    private static readonly PipeOptions _pipeOptions = new(
        pauseWriterThreshold: 16 * ReadLength, resumeWriterThreshold: 8 * ReadLength, minimumSegmentSize: ReadLength, useSynchronizationContext: false);

    private readonly HttpContext _http;
    private readonly WebSocket _socket;
    private readonly Pipe _received = new(_pipeOptions);
    private readonly WebSocketPipeWriter _output;
    private readonly CancellationTokenSource _closed = new();
    private readonly Lock _gate = new();
    private bool _ended;

    public WebSocketConnection(HttpContext http, WebSocket socket)
    {
        _http = http;
        _socket = socket;
        _output = new WebSocketPipeWriter(socket);
        ConnectionId = http.Connection.Id;
        RemoteEndPoint = RemoteOf(http);
        ConnectionClosed = _closed.Token;
        Transport = this;
    }

    public override string ConnectionId { get; set; }

    /// <summary>Those of the request, among them the client's certificate and the server's wish to stop.</summary>
    public override IFeatureCollection Features => _http.Features;

    public override IDictionary<object, object?> Items
    {
        get => _http.Items;
        set => _http.Items = value;
    }

    public override IDuplexPipe Transport { get; set; }

    public PipeReader Input => _received.Reader;

    public PipeWriter Output => _output;

    public static EndPoint? RemoteOf(HttpContext http) =>
        http.Connection.RemoteIpAddress is { } address ? new IPEndPoint(address, http.Connection.RemotePort) : null;

    /// <summary>Until the server is done with it and the peer has closed as well, or was aborted.</summary>
    public async Task RunAsync(Func<ConnectionContext, Task> serve)
    {
        var receiving = ReceiveAsync();
        await serve(this);
        await receiving;
        lock (_gate) _ended = true;
        await _closed.CancelAsync();
    }

    /// <summary>
    /// Whoever aborts (the sweep, a takeover) may come when the request has ended; its context then belongs to nobody, or
    /// to another request.
    /// </summary>
    public override void Abort(ConnectionAbortedException abortReason)
    {
        lock (_gate)
        {
            if (_ended) return;
            _socket.Abort();
            _http.Abort();
        }
    }

    public override ValueTask DisposeAsync()
    {
        _closed.Dispose();
        return base.DisposeAsync();
    }

    /// <summary>Runs until the end of the peer's side, also when nobody reads any more what it sends.</summary>
    private async Task ReceiveAsync()
    {
        Exception? failure = null;
        try
        {
            while (await ReceiveOnceAsync())
            {
                // On to the next frame.
            }
        }
        catch (Exception e) when (WebSocketPipeWriter.IsBroken(e))
        {
            failure = new ConnectionAbortedException("The WebSocket broke.", e);
        }

        await _received.Writer.CompleteAsync(failure);
    }

    private async ValueTask<bool> ReceiveOnceAsync()
    {
        // An empty read waits without a buffer.
        var result = await _socket.ReceiveAsync(Memory<byte>.Empty, CancellationToken.None);
        if (result.MessageType is WebSocketMessageType.Binary && !result.EndOfMessage)
        {
            result = await _socket.ReceiveAsync(_received.Writer.GetMemory(ReadLength), CancellationToken.None);
            _received.Writer.Advance(result.Count);
        }

        switch (result.MessageType)
        {
            case WebSocketMessageType.Close:
                return false;
            case WebSocketMessageType.Text:
                _output.CloseStatus = WebSocketCloseStatus.InvalidMessageType; // [MQTT-6.0.0-1]
                return false;
            default:
                if (result.Count > 0) await _received.Writer.FlushAsync();
                return true;
        }
    }
}
