using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace SmartSectors.Mqtt;

/// <summary>
/// Takes the PROXY header off a connection, before everything else: limits, access and TLS are the client's then.
/// </summary>
internal sealed class ProxyMiddleware(ProxyProtocol proxy, ListenerDoor door, TimeSpan timeout, TimeProvider time)
{
    public async Task EnterAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        if (!IsTrusted(connection.RemoteEndPoint))
        {
            door.TurnedAway(DoorRefusal.UntrustedProxy, connection.RemoteEndPoint);
            return;
        }

        var (heard, header) = await ReadHeaderAsync(connection);
        if (header is null)
        {
            // Load balancers look whether the port is open by opening it.
            if (heard) door.TurnedAway(DoorRefusal.ProxyHeader, connection.RemoteEndPoint);
            return;
        }

        if (header.Value.Client is { } client) connection.RemoteEndPoint = client;
        await next(connection);
    }

    private bool IsTrusted(EndPoint? remote)
    {
        if (remote is not IPEndPoint { Address: var address }) return false;
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        return proxy.TrustedProxies.Any(network => network.Contains(address));
    }

    /// <summary>No header when it is malformed, cut short or late; nothing heard when the peer closed without a byte.</summary>
    private async ValueTask<(bool Heard, ProxyHeader? Header)> ReadHeaderAsync(ConnectionContext connection)
    {
        using var givenUp = new CancellationTokenSource(timeout, time);
        await using var stopping = connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested.UnsafeRegister(
            static source => ((CancellationTokenSource)source!).Cancel(), givenUp) ?? default;
        var input = connection.Transport.Input;
        var heard = false;
        try
        {
            while (true)
            {
                var read = await input.ReadAsync(givenUp.Token);
                heard = !read.Buffer.IsEmpty;
                var status = ProxyHeader.TryRead(read.Buffer, out var header, out var consumed);
                input.AdvanceTo(consumed, status is ProxyHeaderStatus.Complete ? consumed : read.Buffer.End);
                if (status is ProxyHeaderStatus.Complete) return (true, header);
                if (status is ProxyHeaderStatus.Malformed || read.IsCompleted) return (heard, null);
            }
        }
        catch (OperationCanceledException) when (givenUp.IsCancellationRequested)
        {
            return (Heard: true, null);
        }
        catch (Exception e) when (TransportFailure.Is(e))
        {
            return (heard, null);
        }
    }
}
