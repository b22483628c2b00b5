using System.Numerics;

namespace SmartSectors.Telemetry.Cells;

/// <summary>
/// Which devices of one site contributed to a cell, by their ordinals in the site: a bitmap with its first word inline,
/// for most sites have under 65 devices. Sets of the same site merge by OR; those of different sites are counted.
/// </summary>
public struct DeviceSet
{
    private ulong _first;
    private ulong[]? _more;

    public readonly int Count
    {
        get
        {
            var count = BitOperations.PopCount(_first);
            foreach (var word in _more ?? []) count += BitOperations.PopCount(word);
            return count;
        }
    }

    internal readonly int WordCount
    {
        get
        {
            var words = _more?.Length ?? 0;
            while (words > 0 && _more![words - 1] == 0) words--;
            return words > 0 ? words + 1 : _first != 0 ? 1 : 0;
        }
    }

    public void Add(int ordinal)
    {
        if (ordinal < 64) _first |= 1UL << ordinal;
        else Word(ordinal >> 6) |= 1UL << (ordinal & 63);
    }

    public readonly bool Contains(int ordinal) =>
        (WordAt(ordinal >> 6) >> (ordinal & 63) & 1) != 0;

    public void Merge(in DeviceSet other)
    {
        _first |= other._first;
        for (var i = 0; i < (other._more?.Length ?? 0); i++)
        {
            if (other._more![i] != 0) Word(i + 1) |= other._more[i];
        }
    }

    internal readonly ulong WordAt(int index) =>
        index == 0 ? _first : _more is { } more && index <= more.Length ? more[index - 1] : 0;

    internal void SetWord(int index, ulong bits)
    {
        if (index == 0) _first = bits;
        else Word(index) = bits;
    }

    private ref ulong Word(int index)
    {
        if (_more is null || _more.Length < index) Array.Resize(ref _more, index);
        return ref _more![index - 1];
    }
}
