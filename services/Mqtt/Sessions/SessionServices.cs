namespace SmartSectors.Mqtt;

/// <summary>What every session of one server works with.</summary>
internal sealed class SessionServices(ISessionStore store, MqttServerOptions options, TimeProvider time)
{
    public ISessionStore Store => store;

    public BrokerStatistics Statistics { get; } = new();

    /// <summary>Bytes of the messages that wait, of all sessions.</summary>
    public QueueBudget Budget { get; } = new(options.MaxQueuedBytesTotal);

    /// <summary>What this thread changes until it is disposed becomes durable together.</summary>
    public StoreGroup BeginGroup()
    {
        store.BeginGroup();
        return new StoreGroup(store);
    }

    public long NowMs => time.GetUtcNow().ToUnixTimeMilliseconds();
}

/// <summary>A group of changes that was begun (<see cref="ISessionStore.BeginGroup"/>).</summary>
internal readonly ref struct StoreGroup(ISessionStore store)
{
    public void Dispose() => store.EndGroup();
}

/// <summary>A sum that many threads take from and that never passes its limit.</summary>
internal sealed class QueueBudget(long limitBytes)
{
    private long _taken;

    public long TakenBytes => Volatile.Read(ref _taken);

    public bool TryTake(int bytes)
    {
        if (Interlocked.Add(ref _taken, bytes) <= limitBytes) return true;
        GiveBack(bytes);
        return false;
    }

    /// <summary>For what was stored before: it is there, whatever the limit says by now.</summary>
    public void Take(int bytes) => Interlocked.Add(ref _taken, bytes);

    public void GiveBack(int bytes) => Interlocked.Add(ref _taken, -bytes);
}
