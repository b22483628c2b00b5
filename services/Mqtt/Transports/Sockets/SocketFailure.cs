using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace SmartSectors.Mqtt;

internal static class SocketFailure
{
    /// <summary>As Kestrel's own transport tells it: the peer went away, or we closed.</summary>
    public static Exception Of(SocketError error) => error is SocketError.OperationAborted or SocketError.NotSocket or SocketError.Interrupted
        ? new ConnectionAbortedException()
        : new ConnectionResetException(new SocketException((int)error).Message);
}
