using SmartSectors.Grains.Propagation;
using SmartSectors.Telemetry.Areas;
using SmartSectors.Telemetry.Cells;

namespace SmartSectors.Grains.Tests.Proofs;

/// <summary>Every area's cells, merged from the naive cells of the sites below, level by level.</summary>
internal static class NaiveAreas
{
    public static Dictionary<AreaMark, Cell> Of(IEnumerable<NaivePartition> partitions)
    {
        var communes = new Dictionary<AreaMark, Cell>();
        foreach (var partition in partitions)
        {
            foreach (var (key, cell) in NaiveCells.Of(partition))
                Merge(communes, new WindowKey(key.Indicator, key.Window, key.StartMs), PartOf(partition.Communes[key.Site]), cell);
        }

        var provinces = new Dictionary<AreaMark, Cell>();
        var nation = new Dictionary<AreaMark, Cell>();
        foreach (var (mark, cell) in communes)
        {
            var commune = AreaNumber.Code(mark.Area);
            if (AreaCatalog.ProvinceOfUnassigned(commune) is { } province) Merge(provinces, mark.Key, province, cell);
            else if (mark.Area == AreaNumber.Unassigned) Merge(nation, mark.Key, AreaCatalog.NationCode, cell);
            else Merge(provinces, mark.Key, ProvinceOf(commune), cell);
        }

        foreach (var (mark, cell) in provinces) Merge(nation, mark.Key, AreaCatalog.NationCode, cell);
        return communes.Concat(provinces).Concat(nation).ToDictionary();
    }

    private static void Merge(Dictionary<AreaMark, Cell> into, WindowKey key, string area, Cell child)
    {
        Assert.True(AreaNumber.TryParse(area, out var number));
        var mark = new AreaMark(key, number);
        if (!into.TryGetValue(mark, out var cell)) into.Add(mark, cell = new Cell());
        cell.MergeChild(child);
    }

    // A site's own shard is in its commune, one of what roams in a province in none of its communes.
    private static string PartOf(string area) => area.Length switch
    {
        0 => AreaCatalog.UnassignedCode,
        2 => $"{area}-unassigned",
        _ => area,
    };

    private static string ProvinceOf(string commune) =>
        AreaCatalog.Load().TryGetCommune(commune, out var area) ? area.Parent! : throw new ArgumentException($"no commune {commune}");
}
