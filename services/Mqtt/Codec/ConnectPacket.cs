namespace SmartSectors.Mqtt;

/// <summary>What a CONNECT says (MQTT 3.1.1 §3.1, MQTT 5.0 §3.1).</summary>
internal sealed record ConnectPacket
{
    public required MqttVersion Version { get; init; }

    /// <summary>Clean Start, in MQTT 3.1.1 Clean Session.</summary>
    public bool CleanStart { get; init; } = true;

    /// <summary>Zero turns the keep-alive off.</summary>
    public ushort KeepAliveSeconds { get; init; }

    public string ClientId { get; init; } = "";

    public string? UserName { get; init; }

    public byte[]? Password { get; init; }

    /// <summary>Null when there is no will.</summary>
    public WillFlags? Will { get; init; }

    public uint SessionExpirySeconds { get; init; }

    /// <summary>Null unless the client asks for enhanced authentication (MQTT 5.0 §4.12).</summary>
    public string? AuthenticationMethod { get; init; }

    public IReadOnlyList<KeyValuePair<string, string>> UserProperties { get; init; } = [];
}

/// <summary>Of the will only what the server must be able to refuse; its message is checked and let go.</summary>
internal readonly record struct WillFlags(QualityOfService Qos, bool Retain);
