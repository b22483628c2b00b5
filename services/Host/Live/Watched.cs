namespace SmartSectors.Host.Live;

/// <summary>
/// What readers watch, and since which number of the journal without a break: what nobody watches is not written there. Not
/// thread-safe; its owner's lock is around it.
/// </summary>
internal sealed class Watched<TKey>(TimeSpan keptAfter, TimeProvider time)
    where TKey : notnull
{
    private readonly Dictionary<TKey, Entry> _entries = [];
    private long _lookedAt;

    private sealed class Entry
    {
        public int Readers { get; set; }

        public long Since { get; set; }

        public long LeftAt { get; set; }
    }

    public bool IsEmpty => _entries.Count == 0;

    public bool Contains(TKey key) => _entries.ContainsKey(key);

    /// <summary>One more reader.</summary>
    /// <param name="next">Since when it is watched, if it was not.</param>
    public void Enter(TKey key, long next)
    {
        if (!_entries.TryGetValue(key, out var entry)) _entries.Add(key, entry = new Entry { Since = next });
        entry.Readers++;
    }

    public long SinceOf(TKey key) => _entries[key].Since;

    /// <summary>It is watched without a break from this number on only.</summary>
    public void BeginAt(TKey key, long next) => _entries[key].Since = next;

    public void Leave(TKey key)
    {
        var entry = _entries[key];
        entry.Readers--;
        entry.LeftAt = time.GetTimestamp();
    }

    /// <summary>Forgets what was left long ago; the keys that are watched no more.</summary>
    public IReadOnlyList<TKey> Sweep()
    {
        if (time.GetElapsedTime(_lookedAt) < keptAfter / 10) return [];
        _lookedAt = time.GetTimestamp();
        var gone = _entries.Where(entry => entry.Value.Readers == 0 && time.GetElapsedTime(entry.Value.LeftAt) >= keptAfter).Select(entry => entry.Key).ToList();
        foreach (var key in gone) _entries.Remove(key);
        return gone;
    }
}
