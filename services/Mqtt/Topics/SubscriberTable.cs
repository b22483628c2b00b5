namespace SmartSectors.Mqtt;

/// <summary>
/// Subscriptions with one and the same filter, in no order. Readers take no lock, one writer at a time; adding and removing
/// take constant time over many. A subscription keeps its slot for as long as the slots are the same array, and a new
/// array is published whole, so a reader never misses one that was there throughout.
/// </summary>
internal sealed class SubscriberTable<T>
    where T : class
{
    private const int SmallestSize = 4;
    private const int LargestSearchedSize = 16;

    private volatile T?[] _slots = new T?[SmallestSize];
    private Dictionary<T, int>? _places; // Where there are too many slots to search.
    private int _used;

    public int Count { get; private set; }

    public bool Contains(T subscription) => PlaceOf(subscription) >= 0;

    public void Add(T subscription)
    {
        if (_used == _slots.Length) Rebuild();
        _places?.Add(subscription, _used);
        Volatile.Write(ref _slots[_used++], subscription);
        Count++;
    }

    public bool Remove(T subscription)
    {
        var place = PlaceOf(subscription);
        if (place < 0) return false;

        Volatile.Write(ref _slots[place], null);
        _places?.Remove(subscription);
        Count--;
        if (_slots.Length > SmallestSize && Count * 4 < _slots.Length) Rebuild();
        return true;
    }

    public void CopyTo(List<T> into)
    {
        foreach (var subscription in _slots)
        {
            if (subscription is not null) into.Add(subscription);
        }
    }

    private int PlaceOf(T subscription)
    {
        if (_places is not null) return _places.GetValueOrDefault(subscription, -1);
        return Array.FindIndex(_slots, slot => ReferenceEquals(slot, subscription));
    }

    private void Rebuild()
    {
        var slots = new T?[Math.Max(SmallestSize, Count * 2)];
        _places = slots.Length > LargestSearchedSize ? new Dictionary<T, int>(slots.Length, ReferenceEqualityComparer.Instance) : null;
        _used = 0;
        foreach (var subscription in _slots)
        {
            if (subscription is null) continue;
            _places?.Add(subscription, _used);
            slots[_used++] = subscription;
        }

        _slots = slots;
    }
}
