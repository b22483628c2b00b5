using SmartSectors.Mqtt;

namespace SmartSectors.Ingestion.Brokers;

/// <summary>Somebody else's broker, and how ingestion reads from it; made by <see cref="BrokerUrl"/>.</summary>
public sealed record BrokerOptions
{
    public required string Host { get; init; }

    public required int Port { get; init; }

    /// <summary>Null for bare TCP.</summary>
    public MqttTlsOptions? Tls { get; init; }

    public string? UserName { get; init; }

    public BrokerPassword? Password { get; init; }

    /// <summary>Topic filters; all of <c>sectors/#</c> by default.</summary>
    public IReadOnlyList<string> Topics { get; init; } = ["sectors/#"];

    /// <summary>Null takes one that is made at the first start and kept in the data directory.</summary>
    public string? ClientId { get; init; }

    /// <summary>
    /// The group that shares the messages; null, by default, is none. A MQTT 5.0 broker says whether it has shared
    /// subscriptions, and is subscribed to plainly when it has none. A MQTT 3.1.1 broker cannot say so and would take the
    /// group for a part of the topic: there it is used only if <see cref="Version"/> asks for 3.1.1. It is not the
    /// default because a broker may lose shared subscriptions when it restarts (Mosquitto 2.0.11 does), and then drops
    /// what is published until they are made again.
    /// </summary>
    public string? ShareGroup { get; init; }

    /// <summary>Null tries MQTT 5.0 and falls back to 3.1.1 when the broker refuses it.</summary>
    public MqttVersion? Version { get; init; }

    /// <summary>Of the subscription; 1 by default. At 0 the broker drops what the platform does not take at once.</summary>
    public QualityOfService Qos { get; init; } = QualityOfService.AtLeastOnce;

    /// <summary>Deliveries that may wait for the disk, 1 to 65,535; 1,000 by default. More are not read.</summary>
    public int ReceiveMaximum { get; init; } = 1000;

    /// <summary>How long the broker keeps messages while the platform is away (MQTT 5.0); a day by default.</summary>
    public TimeSpan SessionExpiry { get; init; } = TimeSpan.FromDays(1);

    /// <summary>60 s by default; zero turns it off, and a broker that vanished without a word is not noticed then.</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The wait after a first failure, 1 s by default; it doubles with each further one.</summary>
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait between two attempts, 60 s by default.</summary>
    public TimeSpan LongestRetry { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>What it is called in logs, metrics and files.</summary>
    public string Name => $"{Host}:{Port}";

    /// <summary>Without the password, and without anything that may lead to it.</summary>
    public override string ToString() => Name;
}
