using System.Globalization;
using SmartSectors.Grains;
using SmartSectors.Grains.Partitions;
using SmartSectors.Grains.Propagation;
using SmartSectors.Registry;
using SmartSectors.Storage;
using SmartSectors.Storage.Areas;
using SmartSectors.Storage.Partitions;
using SmartSectors.Telemetry.Areas;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Readings;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Benchmarks.Releases;

/// <summary>
/// The stores of a nation in which every commune has ten sites of each sector, each with five devices that measure all of
/// its indicators: a closed day of all areas, and the sites' month so far.
/// </summary>
internal static class StoredNation
{
    public const int SitesOfCommune = 10;
    private const int DevicesOfSite = 5;

    public static readonly Sector[] Sectors = [Sector.Agriculture, Sector.Transport, Sector.Health];

    public static readonly DateTimeOffset Day = new(2026, 11, 20, 0, 0, 0, TimeSpan.FromHours(7));

    private static readonly long s_monthMs = WindowCalendar.Start(Window.Month, Day.ToUnixTimeMilliseconds());

    public static IEnumerable<Indicator> Indicators => SchemeCatalog.Load().Schemes.Where(scheme => Sectors.Contains(scheme.Sector)).SelectMany(scheme => scheme.Indicators);

    public static async Task FillAsync(string folder)
    {
        var areas = AreaCatalog.Load();
        var sites = areas.Communes.SelectMany(commune => Sectors.SelectMany(sector => Enumerable.Range(0, SitesOfCommune).Select(number =>
            (Sector: sector, Id: string.Create(CultureInfo.InvariantCulture, $"{sector.Name()}-{commune.Code}-{number}"), Commune: commune.Code)))).ToList();
        await using (var registry = await DeviceRegistry.OpenAsync(Path.Combine(folder, "registry.db")))
        {
            await registry.AddSitesAsync(
                [.. sites.Select((site, index) => new SiteRegistration(site.Id, site.Sector, null, site.Commune, "owner of " + site.Id, Ownership: index % 3 == 0 ? Ownership.Public : Ownership.Private))],
                "benchmark");
        }

        var storage = new StorageOptions { DataDirectory = folder };
        var cells = Indicators.ToDictionary(indicator => indicator.Number, CellOfSite);
        using var partitions = new SqlitePartitionStore(storage, TimeProvider.System);
        for (var number = 0; number < Numbers.PartitionCount; number++) FillPartition(partitions, number, sites.Where((_, index) => index % Numbers.PartitionCount == number), cells);

        using var store = new SqliteAreaStore(storage, partitions);
        foreach (var indicator in Indicators) FillAreas(store, areas, indicator, cells[indicator.Number]);
    }

    private static void FillPartition(SqlitePartitionStore store, int number, IEnumerable<(Sector Sector, string Id, string Commune)> sites, Dictionary<ushort, Cell> cells)
    {
        var loaded = store.Load(number);
        var commit = new PartitionCommit { Number = loaded.CommitNumber + 1 };
        foreach (var (site, index) in sites.Select((site, index) => (site, index + 1)))
        {
            commit.Sites.Add(new SiteRow(index, (byte)site.Sector, site.Id, site.Commune));
            foreach (var indicator in Indicators.Where(indicator => indicator.Sector == site.Sector))
                commit.PutCell(new CellKey(indicator.Number, Window.Month, s_monthMs, index), new StoredCell(0, false, cells[indicator.Number]));
        }

        store.Commit(number, commit);
    }

    private static void FillAreas(SqliteAreaStore store, AreaCatalog areas, Indicator indicator, Cell site)
    {
        var key = new WindowKey(indicator.Number, Window.Day, Day.ToUnixTimeMilliseconds());
        var found = new List<(AreaMark, int, byte[])>();
        var commune = new Cell();
        for (var i = 0; i < SitesOfCommune; i++) commune.MergeChild(site);
        var nation = new Cell();
        foreach (var province in areas.Provinces)
        {
            var whole = new Cell();
            foreach (var part in areas.CommunesOf(province.Code))
            {
                whole.MergeChild(commune);
                Put(part.Code, commune);
            }

            nation.MergeChild(whole);
            Put(province.Code, whole);
        }

        Put(AreaCatalog.NationCode, nation);
        var frontiers = new long[5];
        frontiers[(int)Window.Day] = Day.AddDays(1).ToUnixTimeMilliseconds();
        store.BeginPass();
        store.Commit(new AreaCommit(new AreaProgress(new long[Numbers.PartitionCount], frontiers, []), found));
        store.EndPass();

        void Put(string area, Cell cell)
        {
            if (!AreaNumber.TryParse(area, out var number)) throw new ArgumentException($"no area {area}");
            found.Add((new AreaMark(key, number), 0, CellCodec.Encode(cell)));
        }
    }

    // A day at the indicator's period, around the middle of what is plausible.
    private static Cell CellOfSite(Indicator indicator)
    {
        var random = new Random(indicator.Number);
        var cell = new Cell();
        var (middle, width) = ((indicator.SuspectSpan.Min + indicator.SuspectSpan.Max) / 2, indicator.SuspectSpan.Max - indicator.SuspectSpan.Min);
        for (var i = 0; i < 480; i++)
        {
            var value = Math.Round(middle + (width * 0.1 * (random.NextDouble() - 0.5)), 2);
            cell.Add(value, random.Next(50) == 0 ? ReadingFlag.Suspect : ReadingFlag.Pass, i % DevicesOfSite);
            cell.AddOwn((Int128)(value * 1_000_000) * 900_000, 900_000);
        }

        cell.AddSlots(480, 470);
        return cell;
    }
}
