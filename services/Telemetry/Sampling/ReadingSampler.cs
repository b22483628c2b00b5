using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Telemetry.Sampling;

/// <summary>
/// Takes readings in time order and keeps at most so many of them, as they are: no value is made up. All are kept while
/// there is room; then the range is cut into buckets of equal time, so that a gap takes no points from what is there.
/// </summary>
public abstract class ReadingSampler
{
    private readonly long _fromMs;
    private readonly double _bucketsPerMs;
    private readonly int _room;
    private readonly List<ReadingPoint> _all = [];
    private readonly List<ReadingPoint> _bucket = [];
    private readonly List<ReadingPoint> _picked = [];
    private bool _isCut;
    private long _bucketNumber;

    private protected ReadingSampler(DateTimeOffset from, DateTimeOffset to, int points, int buckets)
    {
        _fromMs = from.ToUnixTimeMilliseconds();
        _bucketsPerMs = buckets / (double)Math.Max(1, to.ToUnixTimeMilliseconds() - _fromMs);
        _room = points;
    }

    /// <summary>The least number of points that can be asked for.</summary>
    public const int FewestPoints = 4;

    /// <summary>How many readings were taken.</summary>
    public long Taken { get; private set; }

    /// <param name="points">At most so many are kept; at least <see cref="FewestPoints"/>.</param>
    public static ReadingSampler Of(Downsampling method, DateTimeOffset from, DateTimeOffset to, int points) => method switch
    {
        Downsampling.MinMax => new MinMaxSampler(from, to, points),
        Downsampling.Lttb => new LttbSampler(from, to, points),
        _ => throw new ArgumentOutOfRangeException(nameof(method), method, "BUG: no such method"),
    };

    /// <summary>Takes the next reading, which is newer than those before it and within the range.</summary>
    public void Add(in ReadingPoint reading)
    {
        Taken++;
        if (_isCut)
        {
            Sort(reading);
            return;
        }

        _all.Add(reading);
        if (_all.Count <= _room) return;
        _isCut = true;
        foreach (var early in _all) Sort(early);
        _all.Clear();
    }

    /// <summary>What was kept, in time order. Nothing can be added afterwards.</summary>
    public IReadOnlyList<ReadingPoint> Finish()
    {
        if (!_isCut) return _all;
        if (_bucket.Count > 0) Close(_bucket, _picked);
        CloseLast(_picked);
        return _picked;
    }

    private void Sort(in ReadingPoint reading)
    {
        var number = (long)((reading.Time.ToUnixTimeMilliseconds() - _fromMs) * _bucketsPerMs);
        if (number != _bucketNumber && _bucket.Count > 0)
        {
            Close(_bucket, _picked);
            _bucket.Clear();
        }

        _bucketNumber = number;
        _bucket.Add(reading);
    }

    /// <summary>A bucket is complete; it is never empty, and is emptied afterwards.</summary>
    private protected abstract void Close(IReadOnlyList<ReadingPoint> bucket, List<ReadingPoint> picked);

    /// <summary>No bucket follows.</summary>
    private protected virtual void CloseLast(List<ReadingPoint> picked)
    {
    }
}
