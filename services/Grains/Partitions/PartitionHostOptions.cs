namespace SmartSectors.Grains.Partitions;

/// <summary>The limits of the workers that run the partitions.</summary>
public sealed record PartitionHostOptions
{
    /// <summary>Threads that share the 64 partitions (default: half the processors, at least one). More: shorter backlog under load, less for the sockets.</summary>
    public int Workers { get; init; } = Math.Max(1, Environment.ProcessorCount / 2);

    /// <summary>While more readings are acknowledged but not applied, the sockets are not read (default 2,000,000); it also bounds what recovery has to apply.</summary>
    public long MaxUnappliedReadings { get; init; } = 2_000_000;

    /// <summary>
    /// While more readings of backfill are acknowledged but not decided, connections that bring backfill are not read (default
    /// 200,000); the others are. More: backfill is done sooner, and one tick of a partition may take longer, which live readings
    /// wait for until they show in cells.
    /// </summary>
    public long MaxUndecidedBackfill { get; init; } = 200_000;

    /// <summary>Blocks that may wait for one worker (default 4,096); then the log's writer waits.</summary>
    public int QueuedBlocks { get; init; } = 4_096;

    /// <summary>How long a worker waits after a failed commit before it tries again (default 1 s).</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How often the counts for the status page are taken and the log is truncated (default 5 s).</summary>
    public TimeSpan HousekeepingInterval { get; init; } = TimeSpan.FromSeconds(5);
}
