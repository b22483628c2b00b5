using System.Numerics;

namespace SmartSectors.Mqtt;

/// <summary>
/// Nodes by their level: open addressing, a quarter to a half full. Readers take no lock, one writer at a time. A node keeps
/// its slot for as long as the slots are the same array, and a new array is published whole; so a reader that holds
/// either finds every node that was there when it came and still is when it leaves.
/// </summary>
internal sealed class LevelTable<TNode>
    where TNode : LevelNode<TNode>
{
    private const int SmallestSize = 8;

    private volatile TNode?[] _slots = new TNode?[SmallestSize];
    private int _filled; // Nodes, and gone ones that still fill their slots.

    public int Count { get; private set; }

    public TNode? Find(ReadOnlySpan<byte> level)
    {
        var hash = LevelHash.Of(level);
        var slots = _slots;
        var mask = slots.Length - 1;
        for (var slot = hash & mask; slots[slot] is { } node; slot = (slot + 1) & mask)
        {
            if (node.Hash == hash && level.SequenceEqual(node.Level) && !node.IsGone) return node;
        }

        return null;
    }

    public void Add(TNode node)
    {
        if ((_filled + 1) * 2 > _slots.Length) Rebuild(Count + 1);
        Place(_slots, node);
        Count++;
    }

    public void Remove(TNode node)
    {
        var slots = _slots;
        var mask = slots.Length - 1;
        var slot = node.Hash & mask;
        while (!ReferenceEquals(slots[slot], node)) slot = (slot + 1) & mask;

        // A gone node fills its slot so that those which were placed after it are still found; before a gap it need not.
        node.IsGone = true;
        for (; slots[(slot + 1) & mask] is null && slots[slot] is { IsGone: true }; slot = (slot - 1) & mask)
        {
            Volatile.Write(ref slots[slot], null);
            _filled--;
        }

        Count--;
        if (slots.Length > SmallestSize && Count * 16 < slots.Length) Rebuild(Count);
    }

    public void CopyTo(List<TNode> into)
    {
        foreach (var node in _slots)
        {
            if (node is { IsGone: false }) into.Add(node);
        }
    }

    private void Rebuild(int count)
    {
        // A third full at most, so that as many changes pay for the next one as this one has nodes to place.
        var slots = new TNode?[Math.Max(SmallestSize, (int)BitOperations.RoundUpToPowerOf2((uint)count * 3))];
        _filled = 0;
        foreach (var node in _slots)
        {
            if (node is { IsGone: false }) Place(slots, node);
        }

        _slots = slots;
    }

    private void Place(TNode?[] slots, TNode node)
    {
        var mask = slots.Length - 1;
        var slot = node.Hash & mask;
        while (slots[slot] is { IsGone: false }) slot = (slot + 1) & mask;
        if (slots[slot] is null) _filled++;
        Volatile.Write(ref slots[slot], node);
    }
}
