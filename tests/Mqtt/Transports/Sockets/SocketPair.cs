using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using SmartSectors.Mqtt.Tests.Support;

namespace SmartSectors.Mqtt.Tests.Transports.Sockets;

/// <summary>Our side of a connection over the loopback, and the peer's socket.</summary>
internal sealed class SocketPair : IAsyncDisposable
{
    private SocketPair(Socket peer, SocketConnection connection)
    {
        Peer = peer;
        Connection = connection;
    }

    public Socket Peer { get; }

    public SocketConnection Connection { get; }

    /// <param name="bufferBytes">Of the peer's receive buffer, so that it is full soon; null leaves it to the system.</param>
    public static async Task<SocketPair> OpenAsync(int? bufferBytes = null)
    {
        await using var listener = await new SocketTransport(TimeProvider.System).BindAsync(new IPEndPoint(IPAddress.Loopback, 0));
        var peer = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (bufferBytes is { } bytes) peer.ReceiveBufferSize = bytes;
        var accepted = listener.AcceptAsync().AsTask();
        await peer.ConnectAsync(listener.EndPoint).InTime();
        return new SocketPair(peer, (SocketConnection)(await accepted.InTime())!);
    }

    public async Task<byte[]> ReceiveAsync(int count)
    {
        var bytes = new byte[count];
        for (var at = 0; at < count;)
        {
            var read = await Peer.ReceiveAsync(bytes.AsMemory(at)).AsTask().InTime();
            if (read == 0) return bytes[..at];
            at += read;
        }

        return bytes;
    }

    public async ValueTask DisposeAsync()
    {
        Connection.Abort(new ConnectionAbortedException());
        await Connection.DisposeAsync();
        Peer.Dispose();
    }
}
