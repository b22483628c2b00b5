namespace SmartSectors.Mqtt;

/// <summary>
/// Where sessions that outlive their connection, their queues and the retained messages are kept. Changes are given in
/// the order in which they happen, from many threads (those of one session never at the same time), and none of these
/// calls waits for the disk. Changes that undo each other before they are durable need not reach it.
/// </summary>
public interface ISessionStore
{
    /// <summary>What was durable when the process ended. Called once, before any change.</summary>
    /// <exception cref="IOException">It cannot be read; the message says why and what to do.</exception>
    StoredSessions Load();

    /// <summary>Adds a session or replaces what is known of it, but for its subscriptions and messages.</summary>
    void PutSession(StoredSession session);

    /// <summary>Removes a session and all that belongs to it.</summary>
    void RemoveSession(long session);

    /// <summary>Adds a subscription or replaces the one with the same filter.</summary>
    void PutSubscription(long session, StoredSubscription subscription);

    void RemoveSubscription(long session, string filter);

    /// <summary>Adds a message that a session is to get, or replaces the state of one it has.</summary>
    /// <param name="delivery">
    /// Known by (<paramref name="session"/>, <see cref="StoredDelivery.Sequence"/>). Deliveries of one message to many
    /// sessions share the <see cref="MqttMessage"/> object; it is best stored once.
    /// </param>
    void PutDelivery(long session, in StoredDelivery delivery);

    void RemoveDelivery(long session, long sequence);

    /// <summary>Remembers the packet identifier of a QoS 2 message that was received and not yet released.</summary>
    void PutReceived(long session, ushort packetId);

    void RemoveReceived(long session, ushort packetId);

    /// <summary>Keeps a retained message in place of the one its topic had.</summary>
    void PutRetained(MqttMessage message);

    void RemoveRetained(ReadOnlySpan<byte> topic);

    /// <summary>
    /// What this thread gives until <see cref="EndGroup"/> becomes durable together: no commit falls between. Groups are
    /// short, may nest, and are open on many threads at once.
    /// </summary>
    void BeginGroup();

    void EndGroup();

    /// <summary>
    /// Tells <paramref name="waiter"/> when everything given before this call is durable; at once, on the caller's thread,
    /// if it is so already. Those who asked one after the other are told in that order.
    /// </summary>
    void WhenDurable(IDurabilityWaiter waiter);
}

/// <summary>Waits for a commit of the <see cref="ISessionStore"/>. Its methods must neither throw nor block.</summary>
public interface IDurabilityWaiter
{
    /// <summary>What was given before is durable.</summary>
    void OnDurable();

    /// <summary>Every waiter of the same commit was told: the moment to flush, once a connection and commit.</summary>
    void OnCommitEnd();
}
