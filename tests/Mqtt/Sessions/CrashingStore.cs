using System.Threading.Channels;

namespace SmartSectors.Mqtt.Tests.Sessions;

/// <summary>
/// A store whose disk is slow and whose machine may lose power: changes are durable from <see cref="Commit"/> on, in the
/// order given, and what is not is gone after <see cref="Crash"/>.
/// </summary>
internal sealed class CrashingStore : ISessionStore, IDisposable
{
    private readonly Lock _gate = new();
    private readonly MemorySessionStore _durable;
    private readonly Queue<(Action Change, long Group)> _pending = [];
    private readonly ReaderWriterLockSlim _groups = new(LockRecursionPolicy.SupportsRecursion);
    private readonly ThreadLocal<(int Depth, long Group)> _group = new();
    private readonly Queue<IDurabilityWaiter> _told = [];
    private readonly Channel<bool> _given = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private long _lastGroup;
    private bool _crashed;

    public CrashingStore()
        : this(new MemorySessionStore())
    {
    }

    private CrashingStore(MemorySessionStore durable) => _durable = durable;

    /// <summary>
    /// Commits whatever is given, until the token is cancelled; the disk's own thread, for waiters are called one at a time and
    /// without a lock of those who gave.
    /// </summary>
    public async Task CommitAlwaysAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            Commit();
            await ((Task)_given.Reader.WaitToReadAsync(stopping).AsTask()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _given.Reader.TryRead(out _);
        }
    }

    /// <summary>Makes so many of the changes and waits durable as are given, and the rest of a group that was begun.</summary>
    public void Commit(int changes = int.MaxValue)
    {
        _groups.EnterWriteLock();
        try
        {
            lock (_gate)
            {
                var begun = new HashSet<long>();
                while (!_crashed && _pending.TryPeek(out var next) && (changes-- > 0 || _pending.Any(pending => begun.Contains(pending.Group))))
                {
                    _pending.Dequeue().Change();
                    if (next.Group != 0) begun.Add(next.Group);
                }
            }
        }
        finally
        {
            _groups.ExitWriteLock();
        }

        Tell();
    }

    /// <summary>What the next process finds. This store answers nobody any more.</summary>
    public CrashingStore Crash()
    {
        lock (_gate)
        {
            _crashed = true;
            _pending.Clear();
            return new CrashingStore(_durable);
        }
    }

    public void Dispose()
    {
        _groups.Dispose();
        _group.Dispose();
    }

    public StoredSessions Load() => _durable.Load();

    public void PutSession(StoredSession session) => Give(() => _durable.PutSession(session));

    public void RemoveSession(long session) => Give(() => _durable.RemoveSession(session));

    public void PutSubscription(long session, StoredSubscription subscription) => Give(() => _durable.PutSubscription(session, subscription));

    public void RemoveSubscription(long session, string filter) => Give(() => _durable.RemoveSubscription(session, filter));

    public void PutDelivery(long session, in StoredDelivery delivery)
    {
        var copy = delivery;
        Give(() => _durable.PutDelivery(session, copy));
    }

    public void RemoveDelivery(long session, long sequence) => Give(() => _durable.RemoveDelivery(session, sequence));

    public void PutReceived(long session, ushort packetId) => Give(() => _durable.PutReceived(session, packetId));

    public void RemoveReceived(long session, ushort packetId) => Give(() => _durable.RemoveReceived(session, packetId));

    public void PutRetained(MqttMessage message) => Give(() => _durable.PutRetained(message));

    public void RemoveRetained(ReadOnlySpan<byte> topic)
    {
        var copy = topic.ToArray();
        Give(() => _durable.RemoveRetained(copy));
    }

    public void BeginGroup()
    {
        _groups.EnterReadLock();
        var (depth, group) = _group.Value;
        _group.Value = (depth + 1, depth == 0 ? Interlocked.Increment(ref _lastGroup) : group);
    }

    public void EndGroup()
    {
        var (depth, group) = _group.Value;
        _group.Value = (depth - 1, depth == 1 ? 0 : group);
        _groups.ExitReadLock();
    }

    public void WhenDurable(IDurabilityWaiter waiter) => Give(() => _told.Enqueue(waiter));

    private void Give(Action change)
    {
        lock (_gate)
        {
            if (!_crashed) _pending.Enqueue((change, _group.Value.Group));
        }

        _given.Writer.TryWrite(true);
    }

    private void Tell()
    {
        while (true)
        {
            IDurabilityWaiter? waiter;
            lock (_gate)
            {
                if (_crashed || !_told.TryDequeue(out waiter)) return;
            }

            waiter.OnDurable();
            waiter.OnCommitEnd();
        }
    }
}
