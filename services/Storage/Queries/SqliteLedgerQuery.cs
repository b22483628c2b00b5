using SmartSectors.Grains.Partitions;
using SmartSectors.Telemetry.Areas;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Storage.Queries;

/// <summary>The books of sites, areas and the platform, as of the partitions' last commits.</summary>
public sealed class SqliteLedgerQuery(QueryPool pool, AreaCatalog areas)
{
    private static readonly LedgerBalance s_empty = new(0, 0, 0, new Dictionary<RejectReason, long>(), 0);

    public ValueTask<LedgerBalance> TotalAsync(CancellationToken cancellationToken) =>
        pool.AskAsync(view => Sum(view.Partitions.SelectMany(partition => partition.Ledgers()).Select(row => row.Balance)), cancellationToken);

    public ValueTask<LedgerBalance> UnattributedAsync(CancellationToken cancellationToken) =>
        pool.AskAsync(view => Sum(view.Partitions.Select(partition => partition.FindLedger(0)).OfType<LedgerBalance>()), cancellationToken);

    public ValueTask<LedgerBalance?> ForSiteAsync(string siteId, CancellationToken cancellationToken) =>
        pool.AskAsync(
            view =>
            {
                var found = false;
                var balances = new List<LedgerBalance>();
                foreach (var partition in view.Partitions)
                {
                    foreach (var site in partition.FindSite(siteId))
                    {
                        found = true;
                        if (partition.FindLedger(site) is { } balance) balances.Add(balance);
                    }
                }

                return found ? Sum(balances) : null;
            },
            cancellationToken);

    public ValueTask<LedgerBalance?> ForAreaAsync(string area, CancellationToken cancellationToken)
    {
        if (!areas.TryGet(area, out var known)) return ValueTask.FromResult<LedgerBalance?>(null);

        return pool.AskAsync<LedgerBalance?>(
            view => Sum(view.Partitions.SelectMany(partition =>
            {
                var sites = partition.Sites().Where(site => IsIn(site, known)).Select(site => site.Index).ToHashSet();
                return partition.Ledgers().Where(row => sites.Contains(row.Site)).Select(row => row.Balance);
            })),
            cancellationToken);
    }

    private bool IsIn(SiteRow site, Area area) => area.Kind switch
    {
        AreaKind.Nation => true,
        AreaKind.Unassigned => site.Area == (AreaCatalog.ProvinceOfUnassigned(area.Code) ?? ""),
        AreaKind.City or AreaKind.Province => site.Area == area.Code || (areas.TryGetCommune(site.Area, out var commune) && commune.Parent == area.Code),
        _ => site.Area == area.Code,
    };

    private static LedgerBalance Sum(IEnumerable<LedgerBalance> balances) => balances.Aggregate(s_empty, (sum, balance) => new LedgerBalance(
        sum.Received + balance.Received,
        sum.Stored + balance.Stored,
        sum.Duplicates + balance.Duplicates,
        sum.Rejected.Concat(balance.Rejected).GroupBy(pair => pair.Key).ToDictionary(group => group.Key, group => group.Sum(pair => pair.Value)),
        sum.Pending + balance.Pending));
}
