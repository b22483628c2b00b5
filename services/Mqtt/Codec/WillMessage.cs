namespace SmartSectors.Mqtt;

/// <summary>What is published for a client that goes without saying so (MQTT 5.0 §3.1.2.5, §3.1.3.2).</summary>
internal sealed record WillMessage
{
    /// <summary>A topic name, UTF-8.</summary>
    public required byte[] Topic { get; init; }

    public byte[] Payload { get; init; } = [];

    public QualityOfService Qos { get; init; }

    public bool Retain { get; init; }

    /// <summary>From the end of the connection to publishing it, if the session lives so long.</summary>
    public uint DelaySeconds { get; init; }

    /// <summary>The properties to publish it with, encoded, as <see cref="PublishProperties"/> says.</summary>
    public byte[] Properties { get; init; } = [];
}
