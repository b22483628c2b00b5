namespace SmartSectors.Mqtt;

/// <summary>
/// What is retained, by topic, found by filter (§3.3.1.3, §4.7). Matching takes no lock; a change takes one lock and as many
/// steps as the topic has levels.
/// </summary>
internal sealed class RetainedTrie<T>
    where T : class
{
    private readonly Lock _changing = new();
    private readonly RetainedNode<T> _root = new([]);
    private volatile int _count;

    public int Count => _count;

    /// <summary>Nodes below the root: what the topics cost.</summary>
    public int NodeCount { get; private set; }

    /// <summary>Retains a value for a topic; returns the one that it replaces.</summary>
    /// <exception cref="ArgumentException">No topic name, or one deeper than <see cref="TopicFilter.MaxLevels"/>: to be refused before.</exception>
    public T? Set(ReadOnlySpan<byte> topic, T value)
    {
        if (topic.IsEmpty || TopicLevels.Count(topic) > TopicFilter.MaxLevels)
            throw new ArgumentException("BUG: not a topic that a message may be retained for.", nameof(topic));

        lock (_changing)
        {
            var node = _root;
            var levels = new TopicLevels(topic);
            while (levels.TryNext(out var level)) node = node.Find(level) ?? Grow(node, level);

            var before = node.Value;
            node.Value = value;
            if (before is null) _count++;
            return before;
        }
    }

    /// <summary>Forgets a topic, and the nodes that nothing needs any more; returns what was retained, if anything.</summary>
    public T? Remove(ReadOnlySpan<byte> topic)
    {
        lock (_changing)
        {
            var removed = Remove(_root, new TopicLevels(topic));
            if (removed is not null) _count--;
            return removed;
        }
    }

    /// <summary>
    /// Appends what is retained for each topic that matches, a topic before those below it and these in the order of their
    /// levels' bytes. What is set or removed meanwhile may be among them or not.
    /// </summary>
    public void Match(ReadOnlySpan<byte> filter, List<T> into)
    {
        var levels = new TopicLevels(filter);
        if (!levels.TryNext(out var first)) return;
        if (first is not ([(byte)'+'] or [(byte)'#']))
        {
            if (_root.Find(first) is { } node) Collect(node, levels, into);
            return;
        }

        foreach (var child in _root.SortedChildren())
        {
            // [MQTT-4.7.2-1]: a leading wildcard does not reach the topics that begin with `$`.
            if (child.Level is [(byte)'$', ..]) continue;
            if (first[0] == '#') CollectAll(child, into);
            else Collect(child, levels, into);
        }
    }

    private static void Collect(RetainedNode<T> node, TopicLevels levels, List<T> into)
    {
        while (levels.TryNext(out var level))
        {
            if (level is [(byte)'#'])
            {
                CollectAll(node, into); // With the parent level: `sport/#` matches `sport`, §4.7.1.2.
                return;
            }

            if (level is [(byte)'+'])
            {
                foreach (var child in node.SortedChildren()) Collect(child, levels, into);
                return;
            }

            if (node.Find(level) is not { } next) return;
            node = next;
        }

        if (node.Value is { } value) into.Add(value);
    }

    private static void CollectAll(RetainedNode<T> node, List<T> into)
    {
        if (node.Value is { } value) into.Add(value);
        if (!node.HasChildren) return;
        foreach (var child in node.SortedChildren()) CollectAll(child, into);
    }

    private RetainedNode<T> Grow(RetainedNode<T> node, ReadOnlySpan<byte> level)
    {
        NodeCount++;
        var child = new RetainedNode<T>(level);
        node.AddChild(child);
        return child;
    }

    private T? Remove(RetainedNode<T> node, TopicLevels levels)
    {
        if (!levels.TryNext(out var level))
        {
            var value = node.Value;
            node.Value = null;
            return value;
        }

        if (node.Find(level) is not { } child || Remove(child, levels) is not { } removed) return null;
        if (child.IsEmpty)
        {
            node.RemoveChild(child);
            NodeCount--;
        }

        return removed;
    }
}
