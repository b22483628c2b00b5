using SmartSectors.Grains;
using SmartSectors.Grains.Tests.Proofs;
using SmartSectors.Reporting.Building;
using SmartSectors.Reporting.Disclosure;
using SmartSectors.Telemetry.Areas;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Readings;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Reporting.Tests.Building;

/// <summary>Who contributed to an area in two months, counted from the readings by the rule of docs/disclosure.md.</summary>
internal sealed class NaiveContributors(World world, IReadOnlyList<NaivePartition> partitions, Func<string, SiteOwner> ownerOf)
{
    private readonly List<Dictionary<NaiveKey, Telemetry.Cells.Cell>> _cells = [.. partitions.Select(NaiveCells.Of)];

    /// <summary>A device at a place, and what a site's shard there adds up to.</summary>
    private sealed record Fact(string Site, int Partition, string Leaf, uint Device);

    public Contributors[] Of(Indicator indicator, IReadOnlyList<long> months, ReleaseAreas areas)
    {
        var measured = indicator.DerivedFrom ?? indicator.Number;
        var facts = new List<Fact>();
        var amounts = new List<(string Site, string Leaf, double Amount)>();
        for (var i = 0; i < partitions.Count; i++)
        {
            var partition = partitions[i];
            var own = _cells[i].Where(each => each.Key.Indicator == indicator.Number && each.Key.Window == Window.Month && months.Contains(each.Key.StartMs)).ToList();
            foreach (var shard in own.GroupBy(each => each.Key.Site))
                amounts.Add((IdOf(shard.Key), LeafOf(partition, shard.Key), (double)shard.Aggregate(Int128.Zero, (sum, each) => sum + each.Value.OwnSum)));
            var hasOwn = own.Where(each => each.Value.OwnSum != 0 || each.Value.OwnWeight != 0).Select(each => each.Key.Site).ToHashSet();
            foreach (var fact in partition.Stored.Where(fact => fact.Indicator.Number == measured && fact.Flag != ReadingFlag.Fail && months.Contains(MonthOf(fact.TimeMs))))
            {
                if (indicator.DerivedFrom is null || hasOwn.Contains(fact.Site))
                    facts.Add(new Fact(IdOf(fact.Site), Numbers.PartitionOf(fact.Site), LeafOf(partition, fact.Site), fact.Device.Number));
            }
        }

        return [.. areas.Codes.Select(code => Count(
            [.. facts.Where(fact => IsIn(code, fact.Leaf))], [.. amounts.Where(each => IsIn(code, each.Leaf))], indicator.AreaMethod == AreaMethod.Sum))];
    }

    private Contributors Count(List<Fact> facts, List<(string Site, string Leaf, double Amount)> amounts, bool isAdditive)
    {
        var devicesOfOwners = facts.GroupBy(fact => (fact.Site, fact.Partition))
            .Select(site => (Owner: ownerOf(site.Key.Site), Devices: site.GroupBy(fact => fact.Leaf).Max(leaf => leaf.Select(fact => fact.Device).Distinct().Count())))
            .ToList();
        var owners = devicesOfOwners.Where(each => !each.Owner.IsPublic).Select(each => each.Owner.Name).Distinct().Count()
            + devicesOfOwners.Where(each => each.Owner.IsPublic).Sum(each => each.Devices);
        var parts = amounts.GroupBy(each => ownerOf(each.Site)).Select(owner => (owner.Key.IsPublic, Amount: Math.Abs(owner.Sum(each => each.Amount)))).ToList();
        var greatest = parts.Where(each => !each.IsPublic).Select(each => each.Amount).OrderDescending().Append(0).Append(0).ToList();
        var devices = devicesOfOwners.Sum(each => each.Devices);
        return isAdditive ? new Contributors(devices, owners, parts.Sum(each => each.Amount), greatest[0], greatest[1]) : new Contributors(devices, owners);
    }

    // Roaming shards have the id of their site, and numbers that the world gave after those of the sites.
    private string IdOf(uint shard) => world.Shards.First(site => site.Number == shard).Id;

    private static string LeafOf(NaivePartition partition, uint shard) => partition.Communes[shard] switch
    {
        "" => AreaCatalog.UnassignedCode,
        { Length: 2 } province => $"{province}-unassigned",
        var commune => commune,
    };

    private static bool IsIn(string area, string leaf)
    {
        if (area == "VN" || area == leaf) return true;
        if (leaf == AreaCatalog.UnassignedCode) return false;
        return area == (AreaCatalog.ProvinceOfUnassigned(leaf) ?? (AreaCatalog.Load().TryGet(leaf, out var commune) ? commune.Parent : null));
    }

    private static long MonthOf(long timeMs) => Telemetry.Cells.WindowCalendar.Start(Window.Month, timeMs);
}
