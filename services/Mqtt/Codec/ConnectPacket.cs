namespace SmartSectors.Mqtt;

/// <summary>What a CONNECT says (MQTT 3.1.1 §3.1, MQTT 5.0 §3.1).</summary>
internal sealed record ConnectPacket
{
    /// <summary>MQTT 5.0 §3.1.2.11.3: absent means 65,535.</summary>
    public const ushort DefaultReceiveMaximum = ushort.MaxValue;

    public required MqttVersion Version { get; init; }

    /// <summary>Clean Start, in MQTT 3.1.1 Clean Session.</summary>
    public bool CleanStart { get; init; } = true;

    /// <summary>Zero turns the keep-alive off.</summary>
    public ushort KeepAliveSeconds { get; init; }

    public string ClientId { get; init; } = "";

    public string? UserName { get; init; }

    public byte[]? Password { get; init; }

    /// <summary>Null when there is no will.</summary>
    public WillMessage? Will { get; init; }

    /// <summary>How long the session outlives its connection; 0xFFFFFFFF is for ever.</summary>
    public uint SessionExpirySeconds { get; init; }

    /// <summary>QoS 1 and 2 publishes that the client takes unacknowledged.</summary>
    public ushort ReceiveMaximum { get; init; } = DefaultReceiveMaximum;

    /// <summary>In bytes, of a packet to the client; null means no limit beyond the protocol's own.</summary>
    public uint? MaximumPacketSize { get; init; }

    /// <summary>Topic aliases that the server may set.</summary>
    public ushort TopicAliasMaximum { get; init; }

    /// <summary>Whether CONNACK may bring response information.</summary>
    public bool RequestResponseInformation { get; init; }

    /// <summary>Whether answers other than CONNACK and DISCONNECT may bring reason strings and user properties.</summary>
    public bool RequestProblemInformation { get; init; } = true;

    /// <summary>Null unless the client asks for enhanced authentication (MQTT 5.0 §4.12).</summary>
    public string? AuthenticationMethod { get; init; }

    public byte[]? AuthenticationData { get; init; }

    public IReadOnlyList<KeyValuePair<string, string>> UserProperties { get; init; } = [];
}
