using SmartSectors.Grains.Propagation;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Storage.Queries;

/// <summary>Contributions from the months' cells of the sites' shards, as of the partitions' last commits.</summary>
public sealed class SqliteContributionQuery(QueryPool pool) : IContributionQuery
{
    private const CellParts Parts = CellParts.Counts | CellParts.Own | CellParts.Devices;

    public ValueTask<IReadOnlyList<SiteContribution>> FindAsync(
        Indicator indicator, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) =>
        pool.AskAsync<IReadOnlyList<SiteContribution>>(
            view =>
            {
                var found = new List<SiteContribution>();
                for (var number = 0; number < Grains.Numbers.PartitionCount; number++)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    Read(view.Partition(number), number, indicator, from.ToUnixTimeMilliseconds(), to.ToUnixTimeMilliseconds(), found);
                }

                return found;
            },
            cancellationToken);

    private static void Read(PartitionQueries partition, int number, Indicator indicator, long fromMs, long toMs, List<SiteContribution> found)
    {
        var shards = new Dictionary<int, Gathered>();
        partition.LendMonths(indicator.Number, fromMs, toMs, Parts, row =>
        {
            var shard = shards.GetValueOrDefault(row.Owner);
            shard.Add(row.Content);
            shards[row.Owner] = shard;
        });
        if (shards.Count == 0) return;

        foreach (var site in partition.RememberedSites())
        {
            if (!shards.TryGetValue(site.Index, out var shard) || shard.IsNothing) continue;
            found.Add(new SiteContribution(
                site.Id, AreaNumber.Code(AreaNumber.OfSite(site.Area)), number, shard.Devices.Count, shard.HasOwn, (double)shard.Amount));
        }
    }

    private struct Gathered
    {
        public DeviceSet Devices;
        public Int128 Amount;
        public bool HasOwn;

        public readonly bool IsNothing => !HasOwn && Devices.Count == 0;

        public void Add(Cell cell)
        {
            Devices.Merge(cell.ContributingDevices);
            Amount += cell.OwnSum;
            HasOwn |= cell.OwnSum != 0 || cell.OwnWeight != 0;
        }
    }
}
