namespace SmartSectors.Mqtt;

/// <summary>How a publishing client connects.</summary>
public sealed record MqttPublisherOptions
{
    public MqttVersion Version { get; init; } = MqttVersion.V311;

    /// <summary>Null for bare TCP.</summary>
    public MqttTlsOptions? Tls { get; init; }

    /// <summary>Empty lets the server choose one.</summary>
    public string ClientId { get; init; } = "";

    /// <summary>Null sends none.</summary>
    public string? UserName { get; init; }

    /// <summary>Null sends none; MQTT 3.1.1 allows it only with a user name.</summary>
    public byte[]? Password { get; init; }

    /// <summary>Sent with CONNECT; MQTT 5.0 only.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> UserProperties { get; init; } = [];

    /// <summary>60 s by default, in whole seconds; zero turns it off. Half of it without sending brings a PINGREQ.</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// QoS 1 publishes that may be unacknowledged, 1 to 65,535; 100 by default. A server that announces a smaller
    /// receive maximum lowers it. Sending waits while it is used up.
    /// </summary>
    public int Window { get; init; } = 100;

    /// <summary>From opening the socket to CONNACK; 10 s by default.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);
}
