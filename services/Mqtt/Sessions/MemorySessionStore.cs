namespace SmartSectors.Mqtt;

/// <summary>
/// Keeps sessions as long as the process lives: everything is "durable" at once. For servers that need not survive a
/// restart, and for tests, which give the same store to a second server.
/// </summary>
public sealed class MemorySessionStore : ISessionStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<long, Entry> _sessions = [];
    private readonly Dictionary<byte[], MqttMessage> _retained = new(ByteKeys.Instance);

    public StoredSessions Load()
    {
        lock (_gate)
        {
            return new StoredSessions
            {
                Sessions =
                [
                    .. _sessions.Values.Select(entry => new StoredSessionState(entry.Session)
                    {
                        Subscriptions = [.. entry.Subscriptions.Values],
                        Deliveries = [.. entry.Deliveries.Values],
                        Received = [.. entry.Received],
                    }),
                ],
                Retained = [.. _retained.Values],
            };
        }
    }

    public void PutSession(StoredSession session)
    {
        lock (_gate)
        {
            if (_sessions.TryGetValue(session.Number, out var entry)) entry.Session = session;
            else _sessions[session.Number] = new Entry(session);
        }
    }

    public void RemoveSession(long session)
    {
        lock (_gate) _sessions.Remove(session);
    }

    public void PutSubscription(long session, StoredSubscription subscription)
    {
        lock (_gate) _sessions[session].Subscriptions[subscription.Filter] = subscription;
    }

    public void RemoveSubscription(long session, string filter)
    {
        lock (_gate) _sessions[session].Subscriptions.Remove(filter);
    }

    public void PutDelivery(long session, in StoredDelivery delivery)
    {
        lock (_gate) _sessions[session].Deliveries[delivery.Sequence] = delivery;
    }

    public void RemoveDelivery(long session, long sequence)
    {
        lock (_gate) _sessions[session].Deliveries.Remove(sequence);
    }

    public void PutReceived(long session, ushort packetId)
    {
        lock (_gate) _sessions[session].Received.Add(packetId);
    }

    public void RemoveReceived(long session, ushort packetId)
    {
        lock (_gate) _sessions[session].Received.Remove(packetId);
    }

    public void PutRetained(MqttMessage message)
    {
        lock (_gate) _retained[message.Topic.ToArray()] = message;
    }

    public void RemoveRetained(ReadOnlySpan<byte> topic)
    {
        lock (_gate) _retained.GetAlternateLookup<ReadOnlySpan<byte>>().Remove(topic);
    }

    public void BeginGroup()
    {
        // Nothing of it outlives a crash, so nothing can be torn by one.
    }

    public void EndGroup()
    {
    }

    public void WhenDurable(IDurabilityWaiter waiter)
    {
        waiter.OnDurable();
        waiter.OnCommitEnd();
    }

    private sealed class Entry(StoredSession session)
    {
        public StoredSession Session { get; set; } = session;

        public Dictionary<string, StoredSubscription> Subscriptions { get; } = [];

        public SortedDictionary<long, StoredDelivery> Deliveries { get; } = [];

        public HashSet<ushort> Received { get; } = [];
    }
}
