namespace SmartSectors.Mqtt;

/// <summary>
/// What outlives a <see cref="MqttSubscriber"/>'s connection: the deliveries at QoS 2 that their broker has not released
/// (MQTT 5.0 §4.3.3), and the counts. Given to one connection after another; it is not stored, so after a restart of the
/// process a QoS 2 delivery may come once more.
/// </summary>
public sealed class MqttSubscriberSession
{
    // At most 65,535 entries, for there are no more packet identifiers. True: durable, and said so with PUBREC.
    private readonly Dictionary<ushort, bool> _exactlyOnce = [];
    private readonly Lock _gate = new();
    private long _received;
    private long _acknowledged;

    /// <summary>Messages given to the receiver.</summary>
    public long Received => Volatile.Read(ref _received);

    /// <summary>PUBACKs and PUBRECs that were due and went into a connection's output.</summary>
    public long Acknowledged => Volatile.Read(ref _acknowledged);

    internal void CountReceived(int messages) => Interlocked.Add(ref _received, messages);

    internal void CountAcknowledged(int messages) => Interlocked.Add(ref _acknowledged, messages);

    /// <summary>A connection begins: what the broker has forgotten is forgotten, and what never became durable comes again.</summary>
    internal void Resume(bool isPresent)
    {
        lock (_gate)
        {
            foreach (var (packetId, isDurable) in _exactlyOnce)
            {
                if (!isPresent || !isDurable) _exactlyOnce.Remove(packetId);
            }
        }
    }

    /// <summary>How a PUBLISH at QoS 2 is to be taken.</summary>
    internal ExactlyOnceDelivery Begin(ushort packetId)
    {
        lock (_gate)
        {
            if (_exactlyOnce.TryAdd(packetId, false)) return ExactlyOnceDelivery.First;
            return _exactlyOnce[packetId] ? ExactlyOnceDelivery.Durable : ExactlyOnceDelivery.Pending;
        }
    }

    internal void MarkDurable(IReadOnlyList<ushort> packetIds)
    {
        if (packetIds.Count == 0) return;
        lock (_gate)
        {
            foreach (var packetId in packetIds)
            {
                // One that was released too soon is not known again: the next message of that identifier is another.
                if (_exactlyOnce.ContainsKey(packetId)) _exactlyOnce[packetId] = true;
            }
        }
    }

    /// <summary>PUBREL came. False when there is no such delivery.</summary>
    internal bool Release(ushort packetId)
    {
        lock (_gate) return _exactlyOnce.Remove(packetId);
    }
}

internal enum ExactlyOnceDelivery
{
    /// <summary>It is new: the receiver takes it, and PUBREC waits until it is durable.</summary>
    First,

    /// <summary>It was repeated while its PUBREC waits.</summary>
    Pending,

    /// <summary>It was repeated because its PUBREC got lost.</summary>
    Durable,
}
