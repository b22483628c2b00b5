using System.Net;
using Microsoft.AspNetCore.Http;

namespace SmartSectors.Mqtt;

/// <summary>
/// Which web pages may connect. Browsers let any page open a WebSocket to anywhere, also to this machine, and say in
/// <c>Origin</c> whose page it is (RFC 6455 §10.2). Programs that are no browsers send none and are let through.
/// </summary>
/// <param name="allowed">Origins as browsers write them, such as <c>https://ops.example.vn</c>.</param>
internal sealed class WebSocketOrigins(IEnumerable<string> allowed)
{
    private readonly HashSet<string> _allowed = new(allowed, StringComparer.OrdinalIgnoreCase);

    public bool Allow(HttpRequest request) => request.Headers.Origin switch
    {
        [] => true,
        [{ } origin] => _allowed.Contains(origin) || IsOwnPage(origin, request.Host),
        _ => false,
    };

    /// <summary>
    /// A page of this very port. By address or localhost alone: the owner of a name can point it at this machine
    /// after its page was loaded (DNS rebinding), and then name and origin agree; such names must be listed. The scheme
    /// does not matter, for TLS may end before this server, and one port speaks one scheme.
    /// </summary>
    private static bool IsOwnPage(string origin, HostString host) =>
        (origin.Equals($"http://{host.Value}", StringComparison.OrdinalIgnoreCase)
            || origin.Equals($"https://{host.Value}", StringComparison.OrdinalIgnoreCase))
        && (host.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || IPAddress.TryParse(host.Host, out _));
}
