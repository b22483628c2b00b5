namespace SmartSectors.Storage.Retention;

/// <summary>
/// From which local midnight on the disk budget lets readings and minutes be kept, in all partitions alike; set by
/// <see cref="DiskKeeper"/>, read by whoever writes a store, which drops no more than may ever be dropped.
/// </summary>
public sealed class DiskHorizon
{
    private long _readingsFromMs = long.MinValue;
    private long _minutesFromMs = long.MinValue;

    internal long ReadingsFromMs
    {
        get => Volatile.Read(ref _readingsFromMs);
        set => Volatile.Write(ref _readingsFromMs, value);
    }

    internal long MinutesFromMs
    {
        get => Volatile.Read(ref _minutesFromMs);
        set => Volatile.Write(ref _minutesFromMs, value);
    }
}
