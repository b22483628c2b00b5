namespace SmartSectors.Fleet.Signals;

/// <summary>When a device samples: the time, and how long ago it sampled before (what a counter counts over).</summary>
/// <param name="TimeMs">Unix milliseconds.</param>
/// <param name="IntervalMs">Milliseconds since the device's previous sample.</param>
internal readonly record struct Moment(long TimeMs, long IntervalMs)
{
    public long SinceMs => TimeMs - IntervalMs;
}
