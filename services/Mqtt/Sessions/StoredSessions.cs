namespace SmartSectors.Mqtt;

/// <summary>Everything that an <see cref="ISessionStore"/> keeps.</summary>
public sealed record StoredSessions
{
    public IReadOnlyList<StoredSessionState> Sessions { get; init; } = [];

    public IReadOnlyList<MqttMessage> Retained { get; init; } = [];
}

/// <summary>A session with all that belongs to it.</summary>
public sealed record StoredSessionState(StoredSession Session)
{
    public IReadOnlyList<StoredSubscription> Subscriptions { get; init; } = [];

    /// <summary>By ascending <see cref="StoredDelivery.Sequence"/>.</summary>
    public IReadOnlyList<StoredDelivery> Deliveries { get; init; } = [];

    /// <summary>Packet identifiers of QoS 2 messages received and not yet released.</summary>
    public IReadOnlyList<ushort> Received { get; init; } = [];
}

/// <summary>What a session is, apart from its subscriptions and messages.</summary>
/// <param name="Number">The session's own; never given to another one.</param>
/// <param name="ExpirySeconds">How long it lives without a connection; <see cref="uint.MaxValue"/> for ever.</param>
/// <param name="DisconnectedAtMs">Unix milliseconds; null while connected, so after a crash it means "at the crash".</param>
/// <param name="Will">What is published in its name if it does not come back; null when there is nothing.</param>
public sealed record StoredSession(long Number, string ClientId, uint ExpirySeconds, long? DisconnectedAtMs, StoredWill? Will);

/// <summary>The will of a session, with the delay that its client asked for.</summary>
public sealed record StoredWill(MqttMessage Message, bool Retain, uint DelaySeconds);

/// <param name="Filter">As subscribed, with <c>$share/…</c> where it is shared.</param>
/// <param name="Identifier">The subscription identifier; 0 for none.</param>
public sealed record StoredSubscription(string Filter, SubscriptionOptions Options, uint Identifier);

/// <summary>One message on its way to one session.</summary>
/// <param name="Sequence">Ascending in the session, in the order of delivery.</param>
/// <param name="Message">Null once a QoS 2 message is released: only its packet identifier matters then.</param>
/// <param name="Qos">1 or 2.</param>
/// <param name="Retain">The RETAIN flag of the delivery.</param>
/// <param name="Identifiers">Of the subscriptions that it matched; null for none.</param>
/// <param name="PacketId">0 while it waits for its turn.</param>
public readonly record struct StoredDelivery(
    long Sequence, MqttMessage? Message, QualityOfService Qos, bool Retain, uint[]? Identifiers, ushort PacketId)
{
    /// <summary>
    /// The shared subscription that it came by, as subscribed; null for none. Whoever else is subscribed gets it when the
    /// session ends.
    /// </summary>
    public string? Group { get; init; }

    /// <summary>PUBREC was received: PUBREL is what is sent again.</summary>
    public bool IsReleased => Message is null;
}
