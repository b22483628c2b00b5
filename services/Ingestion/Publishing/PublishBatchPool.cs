using System.Collections.Concurrent;
using SmartSectors.Ingestion.Directory;

namespace SmartSectors.Ingestion;

/// <summary>Empty batches for use again; beyond the limit, and those that a huge message made large, are left to the collector.</summary>
internal sealed class PublishBatchPool(DeviceDirectory directory, IngestionOptions options)
{
    private const int LargestPooledReadings = 16 * 1024;

    private readonly ConcurrentQueue<PublishBatch> _free = new();
    private int _count;

    public PublishBatch Rent()
    {
        if (!_free.TryDequeue(out var batch)) return new PublishBatch(this, directory);
        Interlocked.Decrement(ref _count);
        return batch;
    }

    public void Return(PublishBatch batch)
    {
        if (batch.Capacity > LargestPooledReadings || Volatile.Read(ref _count) >= options.PooledBatches) return;
        Interlocked.Increment(ref _count);
        _free.Enqueue(batch);
    }
}
