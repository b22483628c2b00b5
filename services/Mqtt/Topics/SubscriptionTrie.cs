namespace SmartSectors.Mqtt;

/// <summary>
/// Which subscriptions a topic concerns, §4.7, for any number of threads at once. Matching takes no lock and allocates
/// nothing; a change takes one lock and as many steps as the filter has levels, whatever else is subscribed.
/// </summary>
/// <remarks>
/// Measured (TopicMatchBenchmarks, two busy cores): a publish that matches two of 10,002 filters takes 125 ns; two threads
/// that match together get one done each 58 ns without a lock, 158 under a ReaderWriterLockSlim, 351 under a lock. An empty
/// trie answers in 2 ns, a topic that leaves the common levels at once in 28.
/// </remarks>
internal sealed class SubscriptionTrie<T>
    where T : class
{
    private readonly Lock _changing = new();
    private readonly SubscriptionNode<T> _root = new([]);
    private volatile int _count;

    public bool IsEmpty => _count == 0;

    public int Count => _count;

    /// <summary>Nodes below the root: what the filters cost.</summary>
    public int NodeCount { get; private set; }

    /// <summary>Adds a subscription under a valid filter; false if it is there already.</summary>
    /// <exception cref="ArgumentException">Not a filter, or one deeper than <see cref="TopicFilter.MaxLevels"/>: to be refused before.</exception>
    public bool Add(ReadOnlySpan<byte> filter, T subscription)
    {
        if (!TopicFilter.Check(filter) || TopicLevels.Count(filter) > TopicFilter.MaxLevels)
            throw new ArgumentException("BUG: not a topic filter that a client may subscribe to.", nameof(filter));

        lock (_changing)
        {
            if (!Place(filter).Add(subscription)) return false;
            _count++;
            return true;
        }
    }

    /// <summary>Removes a subscription from under the filter it was added with, and the nodes that nothing needs any more.</summary>
    public bool Remove(ReadOnlySpan<byte> filter, T subscription)
    {
        lock (_changing)
        {
            if (!Remove(_root, new TopicLevels(filter), subscription)) return false;
            _count--;
            return true;
        }
    }

    /// <summary>
    /// Appends each subscription whose filter matches, once a filter that it was added with. Those that are added or removed
    /// meanwhile may be among them or not.
    /// </summary>
    public void Match(ReadOnlySpan<byte> topic, List<T> into)
    {
        if (IsEmpty) return;

        var node = _root;
        var levels = new TopicLevels(topic);
        // [MQTT-4.7.2-1]: a leading wildcard does not reach the topics that begin with `$`.
        if (topic is [(byte)'$', ..])
        {
            levels.TryNext(out var first);
            if (node.Find(first) is not { } reserved) return;
            node = reserved;
        }

        Collect(node, levels, into);
    }

    private static void Collect(SubscriptionNode<T> node, TopicLevels levels, List<T> into)
    {
        while (true)
        {
            node.Below.CopyTo(into); // Before the topic's next level is known to exist: `sport/#` matches `sport`, §4.7.1.2.
            if (!levels.TryNext(out var level)) break;

            var next = node.Find(level);
            if (node.AnyLevel is { } any)
            {
                if (next is not null) Collect(next, levels, into);
                next = any;
            }

            if (next is null) return;
            node = next;
        }

        node.Here.CopyTo(into);
    }

    private ref Subscribers<T> Place(ReadOnlySpan<byte> filter)
    {
        var node = _root;
        var levels = new TopicLevels(filter);
        while (levels.TryNext(out var level))
        {
            if (level is [(byte)'#']) return ref node.Below;
            node = node.FindWanted(level) ?? Grow(node, level);
        }

        return ref node.Here;
    }

    private SubscriptionNode<T> Grow(SubscriptionNode<T> node, ReadOnlySpan<byte> level)
    {
        NodeCount++;
        return node.AddWanted(level);
    }

    private bool Remove(SubscriptionNode<T> node, TopicLevels levels, T subscription)
    {
        if (!levels.TryNext(out var level)) return node.Here.Remove(subscription);
        if (level is [(byte)'#']) return node.Below.Remove(subscription);

        if (node.FindWanted(level) is not { } child || !Remove(child, levels, subscription)) return false;
        if (child.IsEmpty)
        {
            node.RemoveWanted(child);
            NodeCount--;
        }

        return true;
    }
}
