namespace SmartSectors.Telemetry.Queries;

/// <summary>An order to erase the raw readings of a device, and what became of it.</summary>
/// <param name="Number">Counted by device, from 1.</param>
/// <param name="From">Null for since ever.</param>
/// <param name="Until">Exclusive.</param>
/// <param name="OrderedBy">By the name of the key.</param>
/// <param name="ErasedAt">When the readings were gone from every answer; null while the minutes of the last of them are open.</param>
/// <param name="Readings">As many were erased; null likewise.</param>
/// <param name="TakenFrom">What the device measured before is not taken any more; null likewise.</param>
/// <param name="IsScrubbed">Their bytes are gone from the partition's file.</param>
public sealed record DeviceErasure(
    int Number, DateTimeOffset? From, DateTimeOffset Until, DateTimeOffset OrderedAt, string OrderedBy, string Reason,
    DateTimeOffset? ErasedAt, long? Readings, DateTimeOffset? TakenFrom, bool IsScrubbed);

/// <summary>Erases raw readings of devices by operators' orders.</summary>
public interface IErasures
{
    /// <summary>
    /// Orders the readings measured in [from, until) to be erased; durable when it returns, and done some minutes later.
    /// Gives the order's number; null when the device was never heard.
    /// </summary>
    /// <param name="from">Null for since ever.</param>
    /// <param name="until">Null for all that is stored by now.</param>
    Task<int?> OrderAsync(
        string deviceId, DateTimeOffset? from, DateTimeOffset? until, string reason, string actor, CancellationToken cancellationToken);

    /// <summary>The orders of a device that are committed, in their order; null when the device is unknown.</summary>
    ValueTask<IReadOnlyList<DeviceErasure>?> ListAsync(string deviceId, CancellationToken cancellationToken);

    /// <summary>So many readings are stored now that an order would erase; null when the device is unknown.</summary>
    ValueTask<long?> CountAsync(string deviceId, DateTimeOffset? from, DateTimeOffset? until, CancellationToken cancellationToken);
}
