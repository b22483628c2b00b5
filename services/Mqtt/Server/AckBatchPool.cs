using System.Collections.Concurrent;

namespace SmartSectors.Mqtt;

/// <summary>
/// Batches go from the readers' threads to the log writer's and back, so one queue serves the whole server: a pool a
/// thread would fill up on one side and run dry on the other.
/// </summary>
internal sealed class AckBatchPool
{
    /// <summary>A few reads in flight for each of a thousand busy connections: 4,096 x 256 bytes = 1 MB.</summary>
    private const int MaxKept = 4096;

    /// <summary>A read that brought 3,200 publishes grew its batch to this; a larger one is not worth keeping.</summary>
    private const int MaxKeptBytes = 16 * 1024;

    private readonly ConcurrentQueue<AckBatch> _free = new();
    private int _kept;

    public AckBatch Rent(MqttConnection connection)
    {
        if (_free.TryDequeue(out var batch)) Interlocked.Decrement(ref _kept);
        else batch = new AckBatch(this);
        batch.Open(connection);
        return batch;
    }

    public void Return(AckBatch batch)
    {
        if (batch.CapacityBytes > MaxKeptBytes) return;
        if (Interlocked.Increment(ref _kept) > MaxKept)
        {
            Interlocked.Decrement(ref _kept);
            return;
        }

        _free.Enqueue(batch);
    }
}
