namespace SmartSectors.Telemetry.Cells;

/// <summary>
/// The device values of slots, for percentiles of devices. Unlike a sketch of readings it forgets, too: where a late
/// reading changes a slot's value, the old one is taken out and the new one put in, and a cell of late changes alone may
/// hold less than nothing of a bin. Bins without content are not kept, so equal contents have one form.
/// </summary>
public sealed class SlotSketch
{
    private readonly SortedList<short, long> _bins = [];

    internal int BinCount => _bins.Count;

    internal IEnumerable<KeyValuePair<short, long>> Bins => _bins;

    /// <summary>How many values it holds.</summary>
    public long Count => _bins.Values.Sum();

    public void Add(double value) => Add(QuantileSketch.KeyOf(value), 1);

    public void Remove(double value) => Add(QuantileSketch.KeyOf(value), -1);

    public void Merge(SlotSketch other)
    {
        foreach (var (key, count) in other._bins) Add(key, count);
    }

    /// <summary>The value of rank ⌊q·(n − 1)⌋, within 1 %; null without one.</summary>
    public double? Quantile(double q)
    {
        var count = Count;
        if (count <= 0) return null;

        var rank = (long)(q * (count - 1));
        var seen = 0L;
        foreach (var (key, inBin) in _bins)
        {
            seen += inBin;
            if (seen > rank) return QuantileSketch.ValueOf(key);
        }

        return null;
    }

    internal void Add(short key, long count)
    {
        var total = _bins.GetValueOrDefault(key) + count;
        if (total == 0) _bins.Remove(key);
        else _bins[key] = total;
    }
}
