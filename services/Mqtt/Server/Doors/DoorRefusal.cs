namespace SmartSectors.Mqtt;

/// <summary>Why a connection was closed as soon as it was accepted. The names are the values of the metric tag <c>reason</c>.</summary>
internal enum DoorRefusal
{
    None = 0,

    /// <summary><see cref="MqttServerOptions.MaxConnectionsTotal"/>.</summary>
    ServerFull,

    /// <summary><see cref="MqttLimits.MaxConnections"/>.</summary>
    ListenerFull,

    /// <summary><see cref="MqttLimits.MaxConnectionsPerAddress"/>.</summary>
    AddressFull,

    /// <summary><see cref="MqttLimits.ConnectsPerSecond"/>.</summary>
    ListenerRate,

    /// <summary><see cref="MqttLimits.ConnectsPerSecondPerAddress"/>.</summary>
    AddressRate,

    /// <summary>Not one of <see cref="ProxyProtocol.TrustedProxies"/>.</summary>
    UntrustedProxy,

    /// <summary>No PROXY header, a malformed one, or one that took too long.</summary>
    ProxyHeader,
}
