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

        if (await ReadHeaderAsync(connection) is not { } header)
        {
            door.TurnedAway(DoorRefusal.ProxyHeader, connection.RemoteEndPoint);
            return;
        }

        if (header.Client is { } client) connection.RemoteEndPoint = client;
        await next(connection);
    }

    private bool IsTrusted(EndPoint? remote)
    {
        if (remote is not IPEndPoint { Address: var address }) return false;
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        return proxy.TrustedProxies.Any(network => network.Contains(address));
    }

    /// <summary>Null when it is malformed, cut short or late.</summary>
    private async ValueTask<ProxyHeader?> ReadHeaderAsync(ConnectionContext connection)
    {
        using var givenUp = new CancellationTokenSource(timeout, time);
        await using var stopping = connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested.UnsafeRegister(
            static source => ((CancellationTokenSource)source!).Cancel(), givenUp) ?? default;
        var input = connection.Transport.Input;
        try
        {
            while (true)
            {
                var read = await input.ReadAsync(givenUp.Token);
                var status = ProxyHeader.TryRead(read.Buffer, out var header, out var consumed);
                input.AdvanceTo(consumed, status is ProxyHeaderStatus.Complete ? consumed : read.Buffer.End);
                if (status is ProxyHeaderStatus.Complete) return header;
                if (status is ProxyHeaderStatus.Malformed || read.IsCompleted) return null;
            }
        }
        catch (OperationCanceledException) when (givenUp.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception e) when (TransportFailure.Is(e))
        {
            return null;
        }
    }
}
