namespace SmartSectors.Mqtt;

/// <summary>A level that filters have in common.</summary>
internal sealed class SubscriptionNode<T>(ReadOnlySpan<byte> level) : LevelNode<SubscriptionNode<T>>(level)
    where T : class
{
    private volatile SubscriptionNode<T>? _anyLevel;

    /// <summary>Filters that end with this level.</summary>
    public Subscribers<T> Here;

    /// <summary>Filters that end with <c>#</c> after this level.</summary>
    public Subscribers<T> Below;

    /// <summary>Filters that go on with <c>+</c>.</summary>
    public SubscriptionNode<T>? AnyLevel => _anyLevel;

    public bool IsEmpty => Here.IsEmpty && Below.IsEmpty && _anyLevel is null && !HasChildren;

    /// <summary>The child of a level of a filter, which may be <c>+</c>.</summary>
    public SubscriptionNode<T>? FindWanted(ReadOnlySpan<byte> level) => level is [(byte)'+'] ? _anyLevel : Find(level);

    public SubscriptionNode<T> AddWanted(ReadOnlySpan<byte> level)
    {
        var child = new SubscriptionNode<T>(level);
        if (level is [(byte)'+']) _anyLevel = child;
        else AddChild(child);
        return child;
    }

    public void RemoveWanted(SubscriptionNode<T> child)
    {
        if (ReferenceEquals(_anyLevel, child)) _anyLevel = null;
        else RemoveChild(child);
    }
}
