using SmartSectors.Telemetry.Cells;

namespace SmartSectors.Telemetry.Quality.Criteria;

/// <summary>
/// From measurement to receipt, the second half of "sống": its 95th percentile, within 1 %. Merges in any order.
/// </summary>
public sealed class ReceiptDelays
{
    private readonly QuantileSketch _seconds = new();

    public long Count { get; private set; }

    /// <summary>Adds a reading's delay; a clock ahead is not lateness, so less than zero counts as none.</summary>
    public void Add(long delayMs)
    {
        _seconds.Add(Math.Max(0, delayMs) / 1000.0);
        Count++;
    }

    public void Merge(ReceiptDelays other)
    {
        _seconds.Merge(other._seconds);
        Count += other.Count;
    }

    /// <summary>Null without a reading.</summary>
    public TimeSpan? P95 => Count > 0 ? TimeSpan.FromSeconds(_seconds.Quantile(0.95, Count, 0, double.MaxValue)) : null;
}
