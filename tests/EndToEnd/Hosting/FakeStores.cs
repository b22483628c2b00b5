using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Readings;

namespace SmartSectors.EndToEnd.Tests.Hosting;

/// <summary>A platform status and a ledger that say what a test wants.</summary>
internal sealed class FakeStores : IPlatformStatusQuery, ILedgerQuery
{
    private static readonly LedgerBalance Empty = new(0, 0, 0, new Dictionary<RejectReason, long>(), 0);

    public PlatformStatus Status { get; set; } = new(true, null, false, 0, 0, 0, 0, 0, 0, 0, []);

    public Exception? LedgerFailure { get; set; }

    public PlatformStatus Current() => Status;

    public ValueTask<LedgerBalance> TotalAsync(CancellationToken cancellationToken) =>
        LedgerFailure is null ? ValueTask.FromResult(Empty) : ValueTask.FromException<LedgerBalance>(LedgerFailure);

    public ValueTask<LedgerBalance?> ForDeviceAsync(string deviceId, CancellationToken cancellationToken) => ValueTask.FromResult<LedgerBalance?>(null);

    public ValueTask<LedgerBalance?> ForSiteAsync(string siteId, CancellationToken cancellationToken) => ValueTask.FromResult<LedgerBalance?>(null);

    public ValueTask<LedgerBalance?> ForAreaAsync(string area, CancellationToken cancellationToken) => ValueTask.FromResult<LedgerBalance?>(null);

    public ValueTask<LedgerBalance> UnattributedAsync(CancellationToken cancellationToken) => ValueTask.FromResult(Empty);
}
