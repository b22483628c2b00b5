using System.Collections.Concurrent;
using SmartSectors.Ingestion.Brokers;
using SmartSectors.Telemetry.Collections;
using SmartSectors.Telemetry.Decoding;
using SmartSectors.Telemetry.Decoding.Fields;
using SmartSectors.Telemetry.Decoding.Sparkplug;
using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Ingestion.Gateways;

/// <summary>
/// What the platform knows of Sparkplug edge nodes, by group and node. A node speaks over one connection, but a bridge may
/// bring it over several, so each has a lock of its own. Nothing of it outlives the process: after a restart a node's
/// first data ask for its rebirth.
/// </summary>
public sealed class SparkplugNodes(IngestionOptions options, TimeProvider time)
{
    /// <summary>This part of the nodes is forgotten when there are too many.</summary>
    private const int ForgottenAtOnce = 16;

    private readonly ConcurrentDictionary<byte[], Entry> _nodes = new(Utf8Comparer.Ordinal);
    private readonly ConcurrentQueue<Entry> _waiting = new();
    private readonly Lock _growing = new();

    private long _metrics;

    /// <summary>Nodes that are remembered.</summary>
    public int Count => _nodes.Count;

    /// <summary>Metrics that are remembered of them.</summary>
    public long MetricCount => Volatile.Read(ref _metrics);

    /// <summary>Metrics that the nodes hold that wait to be asked for a rebirth, forgotten nodes among them.</summary>
    internal long WaitingMetricCount => _waiting.Sum(entry => (long)entry.Node.MetricCount);

    /// <summary>Takes one message of a node or of a device of it: see <see cref="SparkplugNode.Take"/>.</summary>
    /// <param name="broker">Where it was heard; null for a client of ours.</param>
    /// <param name="stale">The devices whose last values hold no more.</param>
    internal RejectReason Take<TSink>(
        in ForeignTopic topic, BrokerOptions? broker, ReadOnlySpan<byte> body, long receivedMs, ref TSink sink, out SparkplugStale stale)
        where TSink : struct, IFieldSink, allows ref struct
    {
        RejectReason refused;
        while (!TryTake(Find(topic), topic, broker, body, receivedMs, ref sink, out refused, out stale)) ;
        if (MetricCount > options.Gateways.SparkplugMetrics) ForgetForRoom();
        return refused;
    }

    // False for an entry that was forgotten while the message waited for it: there is a new one then.
    private bool TryTake<TSink>(
        Entry entry, in ForeignTopic topic, BrokerOptions? broker, ReadOnlySpan<byte> body, long receivedMs, ref TSink sink,
        out RejectReason refused, out SparkplugStale stale)
        where TSink : struct, IFieldSink, allows ref struct
    {
        lock (entry.Gate)
        {
            (refused, stale) = (RejectReason.None, SparkplugStale.Nobody);
            if (entry.IsForgotten) return false;
            entry.HeardMs = receivedMs;
            entry.Broker = broker;
            var outcome = entry.Node.Take(topic, body, receivedMs, ref sink, options.Decoding);
            // Forgotten nodes may be among those that wait; one that finds no place is asked when it is heard again.
            if (!entry.IsWaiting && entry.Node.RebirthDueMs is not null && _waiting.Count < options.Gateways.SparkplugNodes)
            {
                entry.IsWaiting = true;
                _waiting.Enqueue(entry);
            }
            Recount(entry);
            stale = entry.Follow(outcome.Change, topic.Device);
            refused = outcome.Refused;
            return true;
        }
    }

    /// <summary>The nodes that are to be asked for a rebirth now, each once; and forgets those that are silent for long.</summary>
    internal IReadOnlyList<(byte[] Group, byte[] Node, BrokerOptions? Broker)> TakeRebirths()
    {
        var nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        List<(byte[], byte[], BrokerOptions?)>? due = null;
        for (var left = _waiting.Count; left > 0 && _waiting.TryDequeue(out var entry); left--)
        {
            lock (entry.Gate)
            {
                if (entry.Node.TryTakeRebirth(nowMs)) (due ??= []).Add((entry.Group, entry.Name, entry.Broker));
                entry.IsWaiting = entry.Node.RebirthDueMs is not null;
                if (entry.IsWaiting) _waiting.Enqueue(entry);
            }
        }
        return due ?? [];
    }

    /// <summary>Forgets nodes that are silent for longer than the options allow.</summary>
    internal void ForgetIdle()
    {
        var limit = time.GetUtcNow().ToUnixTimeMilliseconds() - (long)options.Gateways.SparkplugNodeIdle.TotalMilliseconds;
        foreach (var (key, entry) in _nodes)
            if (Volatile.Read(ref entry.HeardMs) < limit) Forget(key);
    }

    private Entry Find(in ForeignTopic topic)
    {
        // Neither name has a slash, being a level of a topic.
        var length = topic.Scope.Length + 1 + topic.Node.Length;
        var key = length <= 256 ? stackalloc byte[length] : new byte[length];
        topic.Scope.CopyTo(key);
        key[topic.Scope.Length] = (byte)'/';
        topic.Node.CopyTo(key[(topic.Scope.Length + 1)..]);

        var nodes = _nodes.GetAlternateLookup<ReadOnlySpan<byte>>();
        if (nodes.TryGetValue(key, out var entry)) return entry;
        lock (_growing)
        {
            if (nodes.TryGetValue(key, out entry)) return entry;
            if (_nodes.Count >= options.Gateways.SparkplugNodes) ForgetSilent();
            entry = new Entry(topic.Scope.ToArray(), topic.Node.ToArray(), options.Gateways.Sparkplug) { HeardMs = time.GetUtcNow().ToUnixTimeMilliseconds() };
            _nodes[key.ToArray()] = entry;
            return entry;
        }
    }

    // Some at a time: who makes up nodes would otherwise have all of them looked at for each.
    private void ForgetSilent()
    {
        var nodes = _nodes.Select(node => (node.Key, HeardMs: Volatile.Read(ref node.Value.HeardMs))).ToArray();
        Array.Sort(nodes, (a, b) => a.HeardMs.CompareTo(b.HeardMs));
        foreach (var (key, _) in nodes.AsSpan(0, Math.Max(1, nodes.Length / ForgottenAtOnce))) Forget(key);
    }

    // The one that was heard last stays: it is bounded by itself.
    private void ForgetForRoom()
    {
        lock (_growing)
        {
            while (MetricCount > options.Gateways.SparkplugMetrics && _nodes.Count > 1) ForgetSilent();
        }
    }

    private void Forget(byte[] key)
    {
        if (!_nodes.TryRemove(key, out var entry)) return;
        lock (entry.Gate)
        {
            entry.Forget();
            Recount(entry);
        }
    }

    // Under the entry's lock.
    private void Recount(Entry entry)
    {
        var metrics = entry.Node.MetricCount;
        Interlocked.Add(ref _metrics, metrics - entry.Metrics);
        entry.Metrics = metrics;
    }

    private sealed class Entry(byte[] group, byte[] name, SparkplugLimits limits)
    {
        public readonly Lock Gate = new();
        public readonly SparkplugNode Node = new(limits);
        public readonly byte[] Group = group;
        public readonly byte[] Name = name;
        public long HeardMs;
        public bool IsWaiting;
        public bool IsForgotten;
        public int Metrics;
        public BrokerOptions? Broker;
        private readonly HashSet<byte[]> _born = new(Utf8Comparer.Ordinal); // bounded as the node's births are

        /// <summary>It may still wait to be asked for a rebirth, and keeps nothing meanwhile but its name.</summary>
        public void Forget()
        {
            IsForgotten = true;
            Node.Forget();
            _born.Clear();
            _born.TrimExcess();
        }

        /// <summary>Who is stale by a message.</summary>
        public SparkplugStale Follow(SparkplugChange change, ReadOnlySpan<byte> device)
        {
            var stale = SparkplugStale.Nobody;
            switch (change)
            {
                case SparkplugChange.NodeBorn: // a new session, in which each device is born in turn (Sparkplug 3.0 §6.4.16)
                    stale = new SparkplugStale([.. _born], IsUntilBorn: true);
                    _born.Clear();
                    break;
                case SparkplugChange.DeviceBorn:
                    _born.Add(device.ToArray());
                    break;
                case SparkplugChange.DeviceDied:
                    var name = device.ToArray();
                    stale = new SparkplugStale([name], IsUntilBorn: false);
                    _born.Remove(name);
                    break;
                case SparkplugChange.NodeDied:
                    stale = new SparkplugStale([.. _born, []], IsUntilBorn: false);
                    _born.Clear();
                    break;
                default:
                    break;
            }
            return stale;
        }
    }
}

/// <summary>Devices whose last values hold no more.</summary>
/// <param name="Devices">By their names in the node; an empty one for the node itself.</param>
/// <param name="IsUntilBorn">The node began anew and tells of those that are there at once; else they are gone.</param>
internal readonly record struct SparkplugStale(IReadOnlyList<byte[]> Devices, bool IsUntilBorn)
{
    public static SparkplugStale Nobody { get; } = new([], IsUntilBorn: false);
}
