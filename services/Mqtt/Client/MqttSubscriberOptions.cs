namespace SmartSectors.Mqtt;

/// <summary>How a subscribing client connects, and what it takes.</summary>
public sealed record MqttSubscriberOptions
{
    public MqttVersion Version { get; init; } = MqttVersion.V5;

    /// <summary>Null for bare TCP.</summary>
    public MqttTlsOptions? Tls { get; init; }

    /// <summary>The name of the session on the broker; it must stay the same for the session to be found again.</summary>
    public required string ClientId { get; init; }

    /// <summary>Null sends none.</summary>
    public string? UserName { get; init; }

    /// <summary>Null sends none; MQTT 3.1.1 allows it only with a user name.</summary>
    public byte[]? Password { get; init; }

    /// <summary>
    /// How long the broker keeps session and messages while nobody is connected; a day by default, in whole seconds.
    /// MQTT 3.1.1 has no such limit and keeps them as the broker likes.
    /// </summary>
    public TimeSpan SessionExpiry { get; init; } = TimeSpan.FromDays(1);

    /// <summary>
    /// 60 s by default, in whole seconds; zero turns it off. Half of it without sending or hearing brings a PINGREQ,
    /// and another half without an answer ends the connection.
    /// </summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Unacknowledged QoS 1 and 2 deliveries, 1 to 65,535; 1,000 by default. A MQTT 5.0 broker is told; whatever the
    /// broker does, the socket is not read while there are as many.
    /// </summary>
    public int ReceiveMaximum { get; init; } = 1000;

    /// <summary>
    /// Longest packet that is held, 262,144 bytes by default. The broker is not told, for it would drop what is longer
    /// and nobody would know: a longer PUBLISH is given cut, and any other packet ends the connection.
    /// </summary>
    public int MaxPacketSizeBytes { get; init; } = 256 * 1024;

    /// <summary>From opening the socket to CONNACK, and for each answer to SUBSCRIBE and UNSUBSCRIBE; 10 s by default.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long the end of a connection waits for what was received to become durable; 5 s by default. After that it
    /// is not acknowledged, and comes again.
    /// </summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(5);
}
