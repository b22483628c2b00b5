namespace SmartSectors.Mqtt;

/// <summary>A message on its way from its publisher to whoever subscribed: seen where it lies, copied only for those it must wait for.</summary>
internal ref struct Publication(
    ReadOnlySpan<byte> topic, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> properties, QualityOfService qos, bool retain)
{
    private MqttMessage? _message;

    public readonly ReadOnlySpan<byte> Topic { get; } = topic;

    public readonly ReadOnlySpan<byte> Payload { get; } = payload;

    /// <summary>As they go on: see <see cref="ForwardedProperties"/>.</summary>
    public readonly ReadOnlySpan<byte> Properties { get; } = properties;

    public readonly QualityOfService Qos { get; } = qos;

    /// <summary>As published.</summary>
    public readonly bool Retain { get; } = retain;

    /// <summary>Unix milliseconds; <see cref="MqttMessage.Never"/>.</summary>
    public long ExpiresAtMs { readonly get; init; } = MqttMessage.Never;

    /// <summary>Whose it is, for No Local; null when the server publishes.</summary>
    public readonly Session? Publisher { get; init; }

    /// <summary>The copy that all share for whom it must wait.</summary>
    public MqttMessage Message => _message ??= new MqttMessage(Topic, Payload, Properties, Qos, ExpiresAtMs);

    public static Publication Of(MqttMessage message, bool retain, Session? publisher = null) =>
        new(message.Topic, message.Payload, message.Properties, message.Qos, retain)
        {
            ExpiresAtMs = message.ExpiresAtMs,
            Publisher = publisher,
            _message = message,
        };
}
