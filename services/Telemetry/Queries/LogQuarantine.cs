namespace SmartSectors.Telemetry.Queries;

/// <summary>What became of an order to quarantine a block.</summary>
public enum QuarantineOutcome : byte
{
    /// <summary>Its readings are booked as rejected (<c>quarantined</c>); the partition goes on behind it.</summary>
    Booked,

    /// <summary>The log has no block there.</summary>
    NoSuchBlock,

    /// <summary>The block was applied already, so nothing is wrong with it.</summary>
    AlreadyApplied,
}

/// <summary>Takes a block that cannot be applied out of the way of its partition, on a platform that is stopped.</summary>
public interface ILogQuarantine
{
    /// <summary>Orders it; durable when the task completes.</summary>
    ValueTask<QuarantineOutcome> QuarantineAsync(int partition, long offset, CancellationToken cancellationToken);
}
