using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace SmartSectors.Mqtt;

/// <summary>One listening socket.</summary>
internal sealed class SocketListener(Socket socket, TimeProvider time, bool servesInline) : IConnectionListener
{
    /// <summary>When the process has no file left for a connection, until it looks again.</summary>
    private static readonly TimeSpan _noFileLeft = TimeSpan.FromMilliseconds(100);

    public EndPoint EndPoint { get; } = socket.LocalEndPoint!;

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (true)
        {
            try
            {
                var accepted = await socket.AcceptAsync(cancellationToken);
                if (TryOpen(accepted) is { } connection) return connection;
            }
            catch (Exception e) when (IsUnbound(e))
            {
                return null;
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.TooManyOpenSockets)
            {
                await Task.Delay(_noFileLeft, time, cancellationToken);
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionAborted or SocketError.ConnectionReset)
            {
                // That peer went away while it waited to be accepted; the next one need not have.
            }
        }
    }

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        socket.Dispose();
        return default;
    }

    public ValueTask DisposeAsync()
    {
        socket.Dispose();
        return default;
    }

    private static bool IsUnbound(Exception exception) =>
        exception is ObjectDisposedException or SocketException { SocketErrorCode: SocketError.OperationAborted };

    /// <summary>Null when the peer has gone already, which some systems tell by refusing the options.</summary>
    private SocketConnection? TryOpen(Socket accepted)
    {
        try
        {
            return new SocketConnection(accepted, servesInline);
        }
        catch (SocketException)
        {
            accepted.Dispose();
            return null;
        }
    }
}
