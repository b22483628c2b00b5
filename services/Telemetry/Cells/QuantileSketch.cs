namespace SmartSectors.Telemetry.Cells;

/// <summary>
/// DDSketch (Masson, Rim, Lee, VLDB 2019) with α = 1 %: counts in logarithmic bins, mergeable in any order. The bin is
/// found from the double's bits by integer operations alone: each octave is divided into 50 equal parts, so that the
/// widest bin has the ratio 1.02 and its centre is within 0.02 ÷ 2.02 = 0.99 % of every value in it. No library
/// logarithm takes part, so every machine finds the same bin. Bins are kept sparse and sorted: a site's minute has few,
/// a nation's month some hundred, and none is ever collapsed (|value| ≤ 10⁹ bounds them at 2,551 a sign).
/// </summary>
public sealed class QuantileSketch
{
    private const int PartsPerOctave = 50;
    private const int ExponentBias = 1023;

    // Values under 2⁻²⁰ (about 10⁻⁶, the resolution of the sums) are zero. Keys begin at 1 there.
    private const int SmallestExponent = -20;
    private const int MantissaBits = 52;

    private const int MostScanned = 256;

    private short[] _keys = [];
    private long[] _counts = [];
    private int _last;

    /// <summary>How many bins are in use.</summary>
    public int BinCount { get; private set; }

    /// <summary>How many values it holds.</summary>
    public long Count
    {
        get
        {
            var count = 0L;
            foreach (var inBin in Counts) count += inBin;
            return count;
        }
    }

    internal ReadOnlySpan<short> Keys => _keys.AsSpan(0, BinCount);

    internal ReadOnlySpan<long> Counts => _counts.AsSpan(0, BinCount);

    /// <summary>The signed bin number of a value: 0 for (nearly) zero, negative for negative values.</summary>
    public static short KeyOf(double value)
    {
        var bits = BitConverter.DoubleToInt64Bits(value);
        var exponent = (int)((bits >> MantissaBits) & 0x7FF) - ExponentBias;
        if (exponent < SmallestExponent) return 0;

        var mantissa = (ulong)bits & ((1UL << MantissaBits) - 1);
        var part = (int)((mantissa * PartsPerOctave) >> MantissaBits);
        var key = ((exponent - SmallestExponent) * PartsPerOctave) + part + 1;
        return (short)(bits < 0 ? -key : key);
    }

    /// <summary>The value that stands for a bin: 2·lower·upper ÷ (lower + upper), within 1 % of all its values.</summary>
    public static double ValueOf(short key)
    {
        if (key == 0) return 0;

        var index = Math.Abs((int)key) - 1;
        var octave = Math.ScaleB(1.0, (index / PartsPerOctave) + SmallestExponent);
        var part = index % PartsPerOctave;
        var lower = octave * (PartsPerOctave + part) / PartsPerOctave;
        var upper = octave * (PartsPerOctave + part + 1) / PartsPerOctave;
        var middle = 2 * lower * upper / (lower + upper);
        return key < 0 ? -middle : middle;
    }

    public void Add(double value) => Add(KeyOf(value), 1);

    public void Add(short key, long count)
    {
        // A signal stays in its bin more often than not.
        if (_last < BinCount && _keys[_last] == key)
        {
            _counts[_last] += count;
            return;
        }

        var at = Find(key);
        if (at < 0) Insert(at = ~at, key);
        _counts[at] += count;
        _last = at;
    }

    // Looking at many keys at once beats halving them: every half is a branch that cannot be foretold
    // (CellBenchmarks.SketchAddScattered).
    private int Find(short key)
    {
        var keys = _keys.AsSpan(0, BinCount);
        if (BinCount > MostScanned) return keys.BinarySearch(key);
        var at = keys.IndexOf(key);
        return at >= 0 ? at : keys.BinarySearch(key);
    }

    public void Merge(QuantileSketch other)
    {
        if (other.BinCount == 0) return;
        if (BinCount == 0)
        {
            _keys = other.Keys.ToArray();
            _counts = other.Counts.ToArray();
            BinCount = other.BinCount;
            return;
        }

        var missing = CountMissing(other);
        if (missing > 0) Grow(BinCount + missing);

        // From the back, in place: what is written is never read again.
        var mine = BinCount - 1;
        var theirs = other.BinCount - 1;
        for (var write = BinCount + missing - 1; theirs >= 0; write--)
        {
            if (mine >= 0 && _keys[mine] > other._keys[theirs])
            {
                _keys[write] = _keys[mine];
                _counts[write] = _counts[mine--];
            }
            else
            {
                var same = mine >= 0 && _keys[mine] == other._keys[theirs];
                var count = other._counts[theirs] + (same ? _counts[mine] : 0);
                _keys[write] = other._keys[theirs--];
                _counts[write] = count;
                if (same) mine--;
            }
        }

        BinCount += missing;
    }

    /// <summary>The value of rank ⌊q·(n − 1)⌋ among the <paramref name="count"/> values, within 1 %; clamped to the exact ends.</summary>
    public double Quantile(double q, long count, double min, double max) =>
        ValueAt((long)(q * (count - 1))) is { } value ? Math.Clamp(value, min, max) : max;

    /// <summary>The value of a rank, 0 the least, within 1 %; null beyond the greatest.</summary>
    public double? ValueAt(long rank)
    {
        var seen = 0L;
        for (var i = 0; i < BinCount; i++)
        {
            seen += _counts[i];
            if (seen > rank) return ValueOf(_keys[i]);
        }

        return null;
    }

    /// <summary>Empties it, and makes room for so many bins to be appended in their order.</summary>
    internal void Load(int bins)
    {
        BinCount = 0;
        if (_keys.Length >= bins) return;
        _keys = new short[bins];
        _counts = new long[bins];
    }

    internal void Append(short key, long count)
    {
        _keys[BinCount] = key;
        _counts[BinCount++] = count;
    }

    private int CountMissing(QuantileSketch other)
    {
        var missing = 0;
        for (int i = 0, j = 0; j < other.BinCount; j++)
        {
            while (i < BinCount && _keys[i] < other._keys[j]) i++;
            if (i == BinCount || _keys[i] != other._keys[j]) missing++;
        }

        return missing;
    }

    private void Insert(int at, short key)
    {
        if (BinCount == _keys.Length) Grow(BinCount + 1);
        _keys.AsSpan(at, BinCount - at).CopyTo(_keys.AsSpan(at + 1));
        _counts.AsSpan(at, BinCount - at).CopyTo(_counts.AsSpan(at + 1));
        _keys[at] = key;
        _counts[at] = 0;
        BinCount++;
    }

    private void Grow(int needed)
    {
        if (needed <= _keys.Length) return;
        var capacity = Math.Max(needed, Math.Max(4, _keys.Length * 3 / 2));
        Array.Resize(ref _keys, capacity);
        Array.Resize(ref _counts, capacity);
    }
}
