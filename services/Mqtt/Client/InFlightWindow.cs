namespace SmartSectors.Mqtt;

/// <summary>
/// The QoS 1 publishes of one connection that wait for their PUBACK. One sender takes packet identifiers, one reader
/// gives them back; identifier n is slot n - 1, so nothing is searched or allocated for a message.
/// </summary>
internal sealed class InFlightWindow(int size)
{
    private const long Free = 0;

    private readonly Slot[] _slots = new Slot[size];
    private int _next;
    private int _inFlight;

    public int Size => size;

    public int InFlight => Volatile.Read(ref _inFlight);

    public int Room => size - InFlight;

    /// <summary>A packet identifier for a publish that is about to be sent; the caller has seen that there is room.</summary>
    public ushort Take(long sentAt, TaskCompletionSource<PubAckReason>? waiter)
    {
        // Acknowledgements in order leave the next slot free at once (MQTT 5.0 §4.6).
        while (Volatile.Read(ref _slots[_next].SentAt) != Free) Advance();
        ref var slot = ref _slots[_next];
        slot.Waiter = waiter;
        Volatile.Write(ref slot.SentAt, sentAt);
        var packetId = (ushort)(_next + 1);
        Advance();
        Interlocked.Increment(ref _inFlight);
        return packetId;
    }

    /// <summary>False when no such publish is in flight.</summary>
    public bool TryGiveBack(ushort packetId, out long sentAt, out TaskCompletionSource<PubAckReason>? waiter)
    {
        sentAt = Free;
        waiter = null;
        if (packetId == 0 || packetId > size) return false;

        ref var slot = ref _slots[packetId - 1];
        sentAt = Volatile.Read(ref slot.SentAt);
        if (sentAt == Free) return false;
        waiter = slot.Waiter;
        slot.Waiter = null;
        Volatile.Write(ref slot.SentAt, Free);
        Interlocked.Decrement(ref _inFlight);
        return true;
    }

    /// <summary>The connection is over: whoever waits for an acknowledgement is told.</summary>
    public void Fail(Exception failure)
    {
        foreach (ref var slot in _slots.AsSpan()) slot.Waiter?.TrySetException(failure);
    }

    private void Advance()
    {
        if (++_next == size) _next = 0;
    }

    private struct Slot
    {
        public long SentAt;
        public TaskCompletionSource<PubAckReason>? Waiter;
    }
}
