using SmartSectors.Grains;

namespace SmartSectors.Storage.Readings;

/// <summary>What a sink has of each store; without a sink, everything.</summary>
public sealed class SinkHolds
{
    private readonly SinkHold[] _partitions = new SinkHold[Numbers.PartitionCount];

    public SinkHolds(StorageOptions options)
    {
        for (var i = 0; i < _partitions.Length; i++) _partitions[i] = new SinkHold(options.SinkHeldBytes / Numbers.PartitionCount);
        Areas = new SinkHold(options.SinkHeldBytes);
    }

    internal SinkHold Areas { get; }

    /// <summary>Readings that were dropped from days that the sink did not have whole, since start.</summary>
    public long UnsunkReadings => _partitions.Sum(hold => hold.UnsunkReadings);

    /// <summary>Hours of minutes, each of an indicator and a store, that were dropped before the sink had them, since start.</summary>
    public long UnsunkHours => _partitions.Sum(hold => hold.UnsunkHours) + Areas.UnsunkHours;

    internal SinkHold Of(int partition) => _partitions[partition];
}
