using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Telemetry.Queries;

/// <summary>
/// The books of the readings received, as of the last commits. They close at any time:
/// received = stored + duplicates + Σ rejected + pending.
/// </summary>
public sealed record LedgerBalance(
    long Received, long Stored, long Duplicates, IReadOnlyDictionary<RejectReason, long> Rejected, long Pending)
{
    /// <summary>True when nothing vanished.</summary>
    public bool Closes => Received == Stored + Duplicates + Rejected.Values.Sum() + Pending;
}

/// <summary>Answers questions for the ledger.</summary>
public interface ILedgerQuery
{
    /// <summary>The whole platform, what is under no device included.</summary>
    ValueTask<LedgerBalance> TotalAsync(CancellationToken cancellationToken);

    /// <summary>One device, or null when it is unknown.</summary>
    ValueTask<LedgerBalance?> ForDeviceAsync(string deviceId, CancellationToken cancellationToken);

    /// <summary>One site, or null when it is unknown.</summary>
    ValueTask<LedgerBalance?> ForSiteAsync(string siteId, CancellationToken cancellationToken);

    /// <summary>The sites of an area: <c>VN</c>, a province code or a commune code; null when there is no such area.</summary>
    ValueTask<LedgerBalance?> ForAreaAsync(string area, CancellationToken cancellationToken);

    /// <summary>What no device can be charged with: unreadable topics, unknown devices.</summary>
    ValueTask<LedgerBalance> UnattributedAsync(CancellationToken cancellationToken);
}
