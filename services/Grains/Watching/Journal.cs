namespace SmartSectors.Grains.Watching;

/// <summary>
/// The newest of what happened, numbered without gaps, for any number of readers that each keep their own place. It has room
/// for so many entries and forgets the oldest: writers never wait for readers, and readers cost no memory.
/// </summary>
/// <param name="room">Entries; it is taken when the first is written.</param>
public sealed class Journal<T>(int room)
{
    // So many are looked at under the lock: a writer waits no longer than that.
    private const int LookedAtOnce = 4_096;

    private readonly Lock _gate = new();
    private T[] _entries = [];
    private long _next;
    private TaskCompletionSource _written = NewSignal();

    /// <summary>The number that the next entry will have.</summary>
    public long Next
    {
        get
        {
            lock (_gate) return _next;
        }
    }

    /// <summary>The oldest number that can be read; the next one when there is none.</summary>
    public long Oldest
    {
        get
        {
            lock (_gate) return OldestKept;
        }
    }

    private long OldestKept => Math.Max(0, _next - room);

    public void Append(IReadOnlyList<T> entries)
    {
        if (entries.Count == 0) return;
        TaskCompletionSource written;
        lock (_gate)
        {
            if (_entries.Length == 0) _entries = new T[room];
            foreach (var entry in entries) _entries[_next++ % room] = entry;
            (written, _written) = (_written, NewSignal());
        }

        written.SetResult();
    }

    /// <summary>Takes some of the entries from a place on, which moves on; false when the place is forgotten already.</summary>
    /// <param name="into">Gets what is wanted, each with its number.</param>
    /// <param name="limit">At most so many.</param>
    public bool TryRead(ref long place, Func<T, bool> isWanted, List<(long Number, T Entry)> into, int limit)
    {
        for (var isAtEnd = false; !isAtEnd && into.Count < limit;)
        {
            lock (_gate)
            {
                if (place < OldestKept) return false;
                var end = Math.Min(_next, place + LookedAtOnce);
                for (; place < end && into.Count < limit; place++)
                {
                    ref readonly var entry = ref _entries[place % room];
                    if (isWanted(entry)) into.Add((place, entry));
                }

                isAtEnd = place == _next;
            }
        }

        return true;
    }

    /// <summary>Completes when there is an entry at a place, or was.</summary>
    public Task WrittenAsync(long place)
    {
        lock (_gate) return place < _next ? Task.CompletedTask : _written.Task;
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
