namespace SmartSectors.Mqtt;

/// <summary>
/// A session's subscriptions by filter. Most devices have one, which needs no dictionary: with 50,000 of them connected
/// that is 10 MB.
/// </summary>
internal struct SubscriptionSet
{
    private Subscription? _only;
    private Dictionary<string, Subscription>? _many;

    public readonly int Count => _many?.Count ?? (_only is null ? 0 : 1);

    public readonly Subscription? Find(string filter) =>
        _many is not null ? _many.GetValueOrDefault(filter) : _only?.Filter == filter ? _only : null;

    /// <returns>The one with the same filter, which it replaces; null when there was none.</returns>
    public Subscription? Put(Subscription subscription)
    {
        var previous = Find(subscription.Filter);
        if (_many is null && _only is not null && previous is null)
        {
            _many = new Dictionary<string, Subscription>(StringComparer.Ordinal) { [_only.Filter] = _only };
            _only = null;
        }

        if (_many is null) _only = subscription;
        else _many[subscription.Filter] = subscription;
        return previous;
    }

    /// <returns>Null when there was none.</returns>
    public Subscription? Remove(string filter)
    {
        if (_many is not null) return _many.Remove(filter, out var removed) ? removed : null;
        var only = Find(filter);
        if (only is not null) _only = null;
        return only;
    }

    public readonly Subscription[] ToArray() => _many is not null ? [.. _many.Values] : _only is null ? [] : [_only];
}
