using System.Runtime.InteropServices;

namespace SmartSectors.Ingestion.Sessions;

/// <summary>
/// What one transaction does to one table: first the removals, then the rows that are put, each key once and in any order.
/// A put that is cancelled before leaves nothing behind but room for the next one.
/// </summary>
internal sealed class TableChanges<TKey, TRow>
{
    /// <summary>Arrays that grew beyond this in a stall are given back.</summary>
    private const int KeptCapacity = 1 << 16;

    private readonly List<Slot> _puts = [];
    private readonly Stack<int> _free = new();
    private readonly List<TKey> _removals = [];

    public int Count => _puts.Count - _free.Count + _removals.Count;

    public IReadOnlyList<TKey> Removals => _removals;

    /// <summary>The rows to put; those not live were cancelled.</summary>
    public ReadOnlySpan<Slot> Puts => CollectionsMarshal.AsSpan(_puts);

    /// <summary>Returns the position at which the row waits.</summary>
    public int Put(TRow row)
    {
        if (!_free.TryPop(out var position))
        {
            position = _puts.Count;
            _puts.Add(default);
        }

        _puts[position] = new Slot(row, IsLive: true);
        return position;
    }

    public void Replace(int position, TRow row) => _puts[position] = new Slot(row, IsLive: true);

    public void Cancel(int position)
    {
        _puts[position] = default;
        _free.Push(position);
    }

    public void Remove(TKey key) => _removals.Add(key);

    public void Clear()
    {
        _puts.Clear();
        _free.Clear();
        _removals.Clear();
        if (_puts.Capacity > KeptCapacity) _puts.Capacity = 0;
        if (_removals.Capacity > KeptCapacity) _removals.Capacity = 0;
        if (_free.Capacity > KeptCapacity) _free.TrimExcess();
    }

    public readonly record struct Slot(TRow Row, bool IsLive);
}
