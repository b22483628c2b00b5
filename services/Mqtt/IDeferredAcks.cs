namespace SmartSectors.Mqtt;

/// <summary>
/// The acknowledgements of what one read brought, held back until it is durable: a server's of its client's publishes,
/// or a client's of what its broker delivered. Whoever was given them calls <see cref="Complete"/> once, from any
/// thread, and forgets them.
/// </summary>
public interface IDeferredAcks
{
    /// <summary>Whose they are; to be asked before <see cref="Complete"/>.</summary>
    IAckPeer Peer { get; }

    /// <summary>Writes them to the peer's output without flushing; harmless when its connection is over.</summary>
    void Complete();
}

/// <summary>Whoever waits for acknowledgements.</summary>
public interface IAckPeer
{
    /// <summary>Sends what <see cref="IDeferredAcks.Complete"/> wrote. From any thread; it never blocks.</summary>
    void RequestFlush();
}
