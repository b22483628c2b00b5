using System.Net;

namespace SmartSectors.Mqtt;

/// <summary>
/// A listener behind load balancers that say whose connection they pass on, by the PROXY protocol version 2. Every
/// connection must begin with its header; one from elsewhere or without it is closed.
/// </summary>
public sealed record ProxyProtocol
{
    /// <summary>Where the load balancers are. Only they are believed, for whoever is may give any address as a client's.</summary>
    public required IReadOnlyList<IPNetwork> TrustedProxies { get; init; }
}
