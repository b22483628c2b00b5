using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;

namespace SmartSectors.Mqtt;

/// <summary>An accepted socket as Kestrel's connection. Everything that an idle one does not need is made at need.</summary>
[SuppressMessage(
    "Reliability",
    "CA2213:Disposable fields should be disposed",
    Justification = "The token source has neither timer nor wait handle, and disposing it would race with an abort.")]
internal sealed class SocketConnection : ConnectionContext, IDuplexPipe
{
    private static long s_lastNumber;

    private readonly Socket _socket;
    private readonly SocketInput _input;
    private readonly SocketOutput _output;
    private readonly CancellationTokenSource _closed = new();
    private int _isClosed;
    private IFeatureCollection? _features;
    private IDictionary<object, object?>? _items;
    private string? _id;

    /// <param name="servesInline">Small reads are served by the thread that heard of them (<see cref="SocketInput"/>).</param>
    public SocketConnection(Socket socket, bool servesInline)
    {
        _socket = socket;
        socket.NoDelay = true;
        socket.Blocking = false;
        _input = new SocketInput(socket, servesInline);
        _output = new SocketOutput(socket);
        Transport = this;
        ConnectionClosed = _closed.Token;
        RemoteEndPoint = RemoteOf(socket);
    }

    /// <summary>Unique in the process.</summary>
    public override string ConnectionId
    {
        get => _id ??= $"mqtt-{Interlocked.Increment(ref s_lastNumber):x}";
        set => _id = value;
    }

    public override IFeatureCollection Features => _features ??= new ConnectionFeatures(this);

    public override IDictionary<object, object?> Items
    {
        get => _items ??= new ConnectionItems();
        set => _items = value;
    }

    public override IDuplexPipe Transport { get; set; }

    public override CancellationToken ConnectionClosed { get; set; }

    public override EndPoint? LocalEndPoint
    {
        get => base.LocalEndPoint ??= LocalOf(_socket);
        set => base.LocalEndPoint = value;
    }

    internal Socket Socket => _socket;

    PipeReader IDuplexPipe.Input => _input;

    PipeWriter IDuplexPipe.Output => _output;

    /// <summary>At once and without a farewell: what the kernel has not sent yet is thrown away.</summary>
    public override void Abort(ConnectionAbortedException abortReason)
    {
        if (!TakeClose()) return;
        _socket.Close(timeout: 0);
        ThreadPool.UnsafeQueueUserWorkItem(static connection => connection.TellClosed(), this, preferLocal: false);
    }

    public override async ValueTask DisposeAsync()
    {
        await _output.CompleteAsync();
        await _input.CompleteAsync();
        if (TakeClose())
        {
            Shutdown();
            TellClosed();
        }

        await base.DisposeAsync();
    }

    private bool TakeClose() => Interlocked.Exchange(ref _isClosed, 1) == 0;

    private void TellClosed() => _closed.Cancel();

    private void Shutdown()
    {
        try
        {
            _socket.Shutdown(SocketShutdown.Both);
        }
        catch (SocketException)
        {
            // The peer was faster.
        }

        _socket.Dispose();
    }

    private static EndPoint? RemoteOf(Socket socket)
    {
        try
        {
            return socket.RemoteEndPoint;
        }
        catch (SocketException)
        {
            return null; // it is gone already, which the first read will find
        }
    }

    private static EndPoint? LocalOf(Socket socket)
    {
        try
        {
            return socket.LocalEndPoint;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return null;
        }
    }
}
