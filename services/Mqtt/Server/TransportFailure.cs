using Microsoft.AspNetCore.Connections;

namespace SmartSectors.Mqtt;

/// <summary>The exceptions by which a transport says that its peer is gone.</summary>
internal static class TransportFailure
{
    public static bool Is(Exception exception) =>
        exception is IOException or ConnectionAbortedException or ObjectDisposedException;
}
