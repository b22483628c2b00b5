using System.Numerics;

namespace SmartSectors.Mqtt;

/// <summary>
/// Counts latencies in fixed buckets of a logarithmic scale, 32 to an octave, so a percentile is at most 3.2 % too
/// high. One thread records; others may read meanwhile and see a moment ago.
/// </summary>
public sealed class LatencyHistogram
{
    private const int SubBucketBits = 5;
    private const int SubBuckets = 1 << SubBucketBits;

    /// <summary>2^36 microseconds are 19 hours; longer ones count as that.</summary>
    private const long MaxMicroseconds = (1L << 36) - 1;

    private readonly long[] _counts = new long[BucketOf(MaxMicroseconds) + 1];
    private long _maxMicroseconds;

    public long Count { get; private set; }

    public TimeSpan Max => TimeSpan.FromMicroseconds(_maxMicroseconds);

    public void Record(TimeSpan latency)
    {
        var microseconds = Math.Clamp(latency.Ticks / TimeSpan.TicksPerMicrosecond, 0, MaxMicroseconds);
        _counts[BucketOf(microseconds)]++;
        _maxMicroseconds = Math.Max(_maxMicroseconds, microseconds);
        Count++;
    }

    /// <summary>Adds what another has counted, for a figure over many connections.</summary>
    public void Add(LatencyHistogram other)
    {
        ArgumentNullException.ThrowIfNull(other);
        for (var bucket = 0; bucket < _counts.Length; bucket++) _counts[bucket] += other._counts[bucket];
        _maxMicroseconds = Math.Max(_maxMicroseconds, other._maxMicroseconds);
        Count += other.Count;
    }

    /// <summary>The latency that <paramref name="percent"/> of all did not exceed; zero when nothing was counted.</summary>
    public TimeSpan Percentile(double percent)
    {
        var rank = Math.Max(1, (long)Math.Ceiling(Count * percent / 100));
        var seen = 0L;
        for (var bucket = 0; bucket < _counts.Length; bucket++)
        {
            seen += _counts[bucket];
            if (seen >= rank) return TimeSpan.FromMicroseconds(Math.Min(UpperBound(bucket), _maxMicroseconds));
        }

        return TimeSpan.Zero;
    }

    /// <summary>Below 64 one bucket a microsecond; above, the five bits after the leading one choose within the octave.</summary>
    private static int BucketOf(long microseconds)
    {
        if (microseconds < SubBuckets) return (int)microseconds;
        var shift = BitOperations.Log2((ulong)microseconds) - SubBucketBits;
        return (shift << SubBucketBits) + (int)(microseconds >> shift);
    }

    private static long UpperBound(int bucket)
    {
        if (bucket < 2 * SubBuckets) return bucket;
        var shift = (bucket >> SubBucketBits) - 1;
        var leading = (bucket & (SubBuckets - 1)) + SubBuckets;
        return ((leading + 1L) << shift) - 1;
    }
}
