namespace SmartSectors.Mqtt;

/// <summary>
/// A place in a trie of topics: a level, and the levels that follow it. Readers take no lock; one writer at a time (the
/// trie's lock). The first child is held without a table, for most nodes have just one; it stays where it is when others
/// come, so a child that is there throughout a reader's visit is always found.
/// </summary>
internal abstract class LevelNode<TSelf>(ReadOnlySpan<byte> level)
    where TSelf : LevelNode<TSelf>
{
    private volatile TSelf? _first;
    private volatile LevelTable<TSelf>? _others;

    public byte[] Level { get; } = level.ToArray();

    public int Hash { get; } = LevelHash.Of(level);

    /// <summary>Taken out of its parent, though it may still fill a slot there.</summary>
    public bool IsGone { get; set; }

    public bool HasChildren => _first is not null || _others is not null;

    public TSelf? Find(ReadOnlySpan<byte> level)
    {
        if (_first is { } first && level.SequenceEqual(first.Level)) return first;
        return _others?.Find(level);
    }

    /// <summary>Adds a child whose level is not there yet.</summary>
    public void AddChild(TSelf child)
    {
        if (_first is null) _first = child;
        else (_others ??= new LevelTable<TSelf>()).Add(child);
    }

    public void RemoveChild(TSelf child)
    {
        if (ReferenceEquals(_first, child))
        {
            _first = null;
        }
        else if (_others is { } others)
        {
            others.Remove(child);
            if (others.Count == 0) _others = null;
        }
    }

    /// <summary>The children in the order of their levels' bytes.</summary>
    public List<TSelf> SortedChildren()
    {
        var children = new List<TSelf>();
        if (_first is { } first) children.Add(first);
        _others?.CopyTo(children);
        children.Sort(static (one, other) => one.Level.AsSpan().SequenceCompareTo(other.Level));
        return children;
    }
}
