namespace SmartSectors.Mqtt;

/// <summary>
/// One way into the server: the limits of those who come by it, and what they may do. Endpoints that are given the
/// same instance share its limits.
/// </summary>
public sealed class MqttListener
{
    private readonly IClientRights _openRights = ClientRights.Everything;

    /// <summary>For logs and metrics; unique in the server.</summary>
    public required string Name { get; init; }

    public required MqttLimits Limits { get; init; }

    /// <summary>Null, without TLS, by default.</summary>
    public MqttTls? Tls { get; init; }

    /// <summary>Null, off, by default.</summary>
    public ProxyProtocol? Proxy { get; init; }

    public ListenerAccess Access { get; init; } = ListenerAccess.Application;

    /// <summary>Topic filters that nobody may publish or subscribe to on an open listener; see <see cref="DenyListRights"/>.</summary>
    public IReadOnlyList<string> DeniedTopics
    {
        get;
        init
        {
            field = value;
            _openRights = value.Count == 0 ? ClientRights.Everything : new DenyListRights(value);
        }
    }
    = [];

    /// <summary>What a client of an open listener may do; null where the application decides.</summary>
    public IClientRights? OpenRights => Access is ListenerAccess.Open ? _openRights : null;
}

/// <summary>Who may connect to a listener.</summary>
public enum ListenerAccess
{
    /// <summary>Whom <see cref="IMqttApplication.AuthorizeAsync"/> accepts.</summary>
    Application,

    /// <summary>
    /// Anybody, without being asked who it is, on every topic but <see cref="MqttListener.DeniedTopics"/>; the
    /// application is not asked. For test suites and closed networks.
    /// </summary>
    Open,
}
