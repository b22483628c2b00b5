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

    internal SinkHold Of(int partition) => _partitions[partition];
}
