namespace SmartSectors.Mqtt;

/// <summary>What is counted for <c>$SYS</c> and the meter.</summary>
internal sealed class BrokerStatistics
{
    private readonly long[] _dropped = new long[Enum.GetValues<DropReason>().Length];

    private long _received;
    private long _sent;

    public event Action<DropReason>? MessageDropped;

    public void Dropped(DropReason reason)
    {
        Interlocked.Increment(ref _dropped[(int)reason]);
        MessageDropped?.Invoke(reason);
    }

    public long ReceivedCount => Volatile.Read(ref _received);

    /// <summary>By connections that are over; the open ones count for themselves.</summary>
    public long SentCount => Volatile.Read(ref _sent);

    public void Received(int messages) => Interlocked.Add(ref _received, messages);

    public void Sent(long messages) => Interlocked.Add(ref _sent, messages);

    public long DroppedCount(DropReason reason) => Volatile.Read(ref _dropped[(int)reason]);

    public long DroppedTotal => _dropped.Sum();
}

/// <summary>Why a message did not reach a subscriber. The names are the values of the metric tag <c>reason</c>.</summary>
internal enum DropReason
{
    /// <summary>QoS 0, and the subscriber does not read.</summary>
    SlowSubscriber,

    /// <summary>QoS 1 or 2, and the session's queue is at its limit.</summary>
    QueueFull,

    /// <summary>Its message expiry interval passed.</summary>
    Expired,

    /// <summary>Longer than the subscriber takes.</summary>
    TooLarge,

    /// <summary>It was to be retained for those who subscribe later, and the retained messages are at their limit.</summary>
    RetainedFull,
}
