using SmartSectors.Grains.Partitions;
using SmartSectors.Storage.Partitions;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Storage.Queries;

/// <summary>The books as of the last commits, a device's too, where no grains run that could be asked.</summary>
public sealed class CommittedLedgerQuery(QueryPool pool, SqliteLedgerQuery ledgers, SchemeCatalog schemes, ISchemeTexts texts) : ILedgerQuery
{
    public ValueTask<LedgerBalance?> ForDeviceAsync(string deviceId, CancellationToken cancellationToken) =>
        pool.AskAsync(view => Find(view, deviceId), cancellationToken);

    public ValueTask<LedgerBalance> TotalAsync(CancellationToken cancellationToken) => ledgers.TotalAsync(cancellationToken);

    public ValueTask<LedgerBalance?> ForSiteAsync(string siteId, CancellationToken cancellationToken) => ledgers.ForSiteAsync(siteId, cancellationToken);

    public ValueTask<LedgerBalance?> ForAreaAsync(string area, CancellationToken cancellationToken) => ledgers.ForAreaAsync(area, cancellationToken);

    public ValueTask<LedgerBalance> UnattributedAsync(CancellationToken cancellationToken) => ledgers.UnattributedAsync(cancellationToken);

    private LedgerBalance? Find(StoreView view, string deviceId)
    {
        for (var number = 0; number < Grains.Numbers.PartitionCount; number++)
        {
            if (view.Partition(number).FindDevice(deviceId) is { } device)
                return view.Partition(number).LoadState(number, schemes, texts).FindDevice(device)?.Ledger;
        }

        return null;
    }
}
