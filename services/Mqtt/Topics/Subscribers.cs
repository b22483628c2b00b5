namespace SmartSectors.Mqtt;

/// <summary>The subscriptions at one place of the trie. The first is held without a table: most filters have just one.</summary>
internal struct Subscribers<T>
    where T : class
{
    private volatile T? _first;
    private volatile SubscriberTable<T>? _others;

    public readonly bool IsEmpty => _first is null && _others is null;

    public readonly void CopyTo(List<T> into)
    {
        if (_first is { } first) into.Add(first);
        _others?.CopyTo(into);
    }

    /// <summary>False if it is there already.</summary>
    public bool Add(T subscription)
    {
        if (ReferenceEquals(_first, subscription) || _others?.Contains(subscription) is true) return false;

        if (_first is null) _first = subscription;
        else (_others ??= new SubscriberTable<T>()).Add(subscription);
        return true;
    }

    public bool Remove(T subscription)
    {
        if (ReferenceEquals(_first, subscription))
        {
            _first = null;
            return true;
        }

        if (_others is not { } others || !others.Remove(subscription)) return false;
        if (others.Count == 0) _others = null;
        return true;
    }
}
