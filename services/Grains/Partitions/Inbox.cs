using System.Diagnostics.CodeAnalysis;

namespace SmartSectors.Grains.Partitions;

/// <summary>
/// A bounded queue to one reader's thread; a full one makes the writer wait. On a monitor, which sleeps at once: the
/// framework's blocking collection spins first, and at some hundred blocks a second that spinning was most of what an
/// idle platform cost.
/// </summary>
internal sealed class Inbox<T>(int capacity)
{
    private readonly Queue<T> _items = new();
    private readonly object _gate = new();
    private bool _isClosed;

    public bool IsClosed
    {
        get
        {
            lock (_gate) return _isClosed;
        }
    }

    /// <summary>Waits for room. Throws <see cref="InvalidOperationException"/> when the inbox was closed.</summary>
    public void Add(T item)
    {
        lock (_gate)
        {
            while (_items.Count >= capacity && !_isClosed) Monitor.Wait(_gate);
            if (_isClosed) throw new InvalidOperationException("The partitions have stopped.");
            _items.Enqueue(item);
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Waits for the next item; false when the inbox is closed and empty.</summary>
    public bool TryTake([MaybeNullWhen(false)] out T item)
    {
        lock (_gate)
        {
            while (_items.Count == 0 && !_isClosed) Monitor.Wait(_gate);
            if (!_items.TryDequeue(out item)) return false;
            if (_items.Count == capacity - 1) Monitor.PulseAll(_gate);
            return true;
        }
    }

    /// <summary>No more is added; what is in it can still be taken.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            Monitor.PulseAll(_gate);
        }
    }
}
