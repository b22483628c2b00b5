using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace SmartSectors.Mqtt;

/// <summary>
/// Kestrel's transport for MQTT endpoints; HTTP keeps Kestrel's own. That one moves bytes between sockets and pipes in
/// tasks of their own, which serves large bodies and costs an idle connection 2.5 KB and each ping three thread
/// switches. Here a read is a read of the socket, and a flush is a write to it.
/// </summary>
internal sealed class SocketTransport(TimeProvider time) : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    /// <summary>Connections that the kernel may have ready; it takes less where net.core.somaxconn is less.</summary>
    private const int Backlog = 4096;

    private readonly ConcurrentDictionary<EndPoint, bool> _isEncrypted = new(ReferenceEqualityComparer.Instance);

    /// <summary>The endpoint speaks MQTT. Told before it is bound.</summary>
    /// <param name="isEncrypted">
    /// Each read is more work than a switch of threads, a handshake a millisecond of it: all of them go to the pool.
    /// </param>
    public void Claim(EndPoint endPoint, bool isEncrypted) => _isEncrypted[endPoint] = isEncrypted;

    public bool CanBind(EndPoint endpoint) => endpoint is IPEndPoint && _isEncrypted.ContainsKey(endpoint);

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        var address = (IPEndPoint)endpoint;
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            // [::] takes IPv4 as well, as Kestrel's own transport has it.
            if (address.Address.Equals(IPAddress.IPv6Any)) socket.DualMode = true;
            socket.Bind(address);
            socket.Listen(Backlog);
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.AddressAlreadyInUse)
        {
            socket.Dispose();
            throw new AddressInUseException(e.Message, e);
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        return new(new SocketListener(socket, time, servesInline: !_isEncrypted.GetValueOrDefault(endpoint)));
    }
}
