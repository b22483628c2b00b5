namespace SmartSectors.Grains.Log;

/// <summary>A committed block, on its way to the partitions. Its bytes go back to their pool when every reader released it.</summary>
public sealed class CommittedBlock(long offset, byte[] bytes, int length, int readings, Action<byte[]>? release)
{
    private int _readers = 1;

    /// <summary>The offset, for every partition alike: opaque and monotonic.</summary>
    public long Offset { get; } = offset;

    /// <summary>Readings in it.</summary>
    public int ReadingCount { get; } = readings;

    /// <summary>Those of them that batches of backfill brought; none in recovery, which nobody waits for.</summary>
    public int BackfillCount { get; init; }

    public ReadOnlySpan<byte> Bytes => bytes.AsSpan(0, length);

    /// <summary>So many will release it, instead of one.</summary>
    public void ShareAmong(int readers) => _readers = readers;

    /// <summary>One of the readers is done with it.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _readers) == 0) release?.Invoke(bytes);
    }
}

/// <summary>Which batches wait.</summary>
public enum LogHold
{
    None,

    /// <summary>Those of backfill (<see cref="LogBatch.IsBackfill"/>); live readings go on.</summary>
    Backfill,

    Everything,
}

/// <summary>
/// The durable, ordered log that every grain's state is a function of. One process appends here; a replicated log
/// (RabbitMQ streams, Kafka) can stand behind the same port, where durable means a majority.
/// </summary>
public interface IReadingLog
{
    /// <summary>
    /// Queues a batch. It is completed (<see cref="LogBatch.OnDurable"/>) in the order of appending, once it is durable.
    /// Waits while the queue is full or too much is unapplied: that is the back-pressure on the sockets.
    /// </summary>
    ValueTask AppendAsync(LogBatch batch, CancellationToken cancellationToken);

    /// <summary>The blocks from an offset on, in order, as recovery reads them.</summary>
    IEnumerable<CommittedBlock> Read(long fromOffset);

    /// <summary>The blocks that a partition shall book as rejected, by an operator's order (<see cref="Partitions.Partition.Quarantine"/>).</summary>
    IReadOnlyList<long> QuarantinedFor(int partition) => [];

    /// <summary>A hint: no partition needs blocks before this offset any more.</summary>
    void TruncateBefore(long offset);

    /// <summary>What is held waits in <see cref="AppendAsync"/>: the partitions are too far behind with it.</summary>
    void Hold(LogHold hold);

    /// <summary>The offset of the last durable block; 0 when there is none.</summary>
    long LastOffset { get; }
}
