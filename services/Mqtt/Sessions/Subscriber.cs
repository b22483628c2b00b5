namespace SmartSectors.Mqtt;

/// <summary>What the trie holds for a filter: one session's subscription, or a group that shares one.</summary>
internal abstract class Subscriber;

/// <summary>A session's subscription to one filter. Replaced as a whole when the client subscribes to the filter again.</summary>
/// <param name="session">Whose it is.</param>
/// <param name="filter">As subscribed, with <c>$share/…</c> where it is shared.</param>
/// <param name="options">What the client asked for, the QoS as granted.</param>
/// <param name="identifier">The subscription identifier; 0 for none.</param>
internal sealed class Subscription(Session session, string filter, SubscriptionOptions options, uint identifier) : Subscriber
{
    public Session Session => session;

    public string Filter => filter;

    public SubscriptionOptions Options => options;

    public uint Identifier => identifier;

    /// <summary>As deliveries carry it: null when the client gave none.</summary>
    public uint[]? Identifiers { get; } = identifier == 0 ? null : [identifier];

    /// <summary>The group it is a member of; null when it is not shared.</summary>
    public SharedGroup? Group { get; set; }

    public StoredSubscription ToStored() => new(filter, options, identifier);
}
