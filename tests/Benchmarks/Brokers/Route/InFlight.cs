namespace SmartSectors.Benchmarks.Brokers.Route;

/// <summary>The packet identifiers of one publisher: which are free, and when the others were sent.</summary>
internal sealed class InFlight
{
    private readonly long[] _sentAt;
    private readonly ushort[] _free;
    private int _freeCount;

    public InFlight(int window)
    {
        _sentAt = new long[window + 1];
        _free = [.. Enumerable.Range(1, window).Reverse().Select(id => (ushort)id)];
        _freeCount = window;
    }

    public int Vacant => _freeCount;

    public int Waiting => _free.Length - _freeCount;

    /// <param name="timestamp">Of the sending, not zero.</param>
    public ushort Enter(long timestamp)
    {
        var id = _free[--_freeCount];
        _sentAt[id] = timestamp;
        return id;
    }

    /// <returns>When it was sent.</returns>
    /// <exception cref="BrokerException">No publish with this identifier waits.</exception>
    public long Leave(ushort packetId)
    {
        var sentAt = packetId < _sentAt.Length ? _sentAt[packetId] : 0;
        if (sentAt == 0) throw new BrokerException($"the broker acknowledged {packetId}, which nobody sent");
        _sentAt[packetId] = 0;
        _free[_freeCount++] = packetId;
        return sentAt;
    }
}
