using SmartSectors.Grains.Tests.Support;
using SmartSectors.Telemetry.Places;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Grains.Tests.Proofs;

/// <summary>A site as a partition knows it.</summary>
internal sealed record WorldSite(uint Number, Sector Sector, string Id, string Commune);

/// <summary>A device, where it was first heard and what it measures.</summary>
/// <param name="Roams">It tells its position, and is where that is.</param>
internal sealed record WorldDevice(uint Number, string Id, WorldSite Home, IReadOnlyList<Indicator> Indicators, bool Roams);

/// <summary>A place as ingestion finds it: the shard of its site for the province there, if it is in any.</summary>
internal sealed record WorldPlace(Position Position, WorldSite? Shard);

/// <summary>The sites and devices of one random case: few of everything, so that everything meets everything.</summary>
internal sealed class World
{
    // One at least of each own state and period, from each sector: means and sums of what holds, sums, mean of sums, ends,
    // last, counters, shares in breach, harmonic means, percentiles of devices' ends, means, levels and percentiles, a ratio and
    // what it divides, a limit that each device has its own of; 0 s to 1 h.
    private static readonly string[] s_quick = ["VEHICLE_SPEED", "SPO2", "BUS_OCCUPANCY", "NOISE"];
    private static readonly string[] s_slow =
        ["AIR_TEMP", "RAIN", "TRAFFIC_FLOW", "COLD_CHAIN_DOOR_OPEN", "WATER_SALINITY", "SOIL_MOISTURE", "PM2_5", "AXLE_LOAD", "VACCINE_TEMP", "WATER_DO", "SOIL_EC",
        "RESERVOIR_LEVEL", "FUEL_SALES", "ENERGY", "ROAD_SPEED", "THD_V", "OUTAGE_MINUTES", "DELIVERY_TIME",
        "OEE", "ENERGY_USED", "UNITS_MADE", "ENERGY_PER_UNIT", "DELIVERY_TEMP"];

    private static readonly string[] s_communes = ["00004", "00008", "00070", "31120", ""];

    public World(Random random, IReadOnlyList<int> partitions, bool withQuickPeriods, IReadOnlyList<string>? communes = null, bool onlyVehicles = false, IReadOnlyList<string>? measured = null)
    {
        Partitions = partitions;
        communes ??= s_communes;
        var all = SchemeCatalog.Load().Schemes.SelectMany(scheme => scheme.Indicators).ToDictionary(indicator => indicator.Code);
        var codes = measured is not null ? [.. measured] : onlyVehicles ? ["VEHICLE_SPEED"] : withQuickPeriods ? s_quick.Concat(s_slow).ToArray() : s_slow;

        foreach (var partition in partitions)
        {
            var siteCount = random.Next(2, 5);
            var sites = Enumerable.Range(1, siteCount).Select(index => new WorldSite(
                Numbers.Of(partition, index), Sector.Agriculture, $"site-{partition}-{index}", communes[random.Next(communes.Count)])).ToList();
            Sites.AddRange(sites);

            for (var index = 1; index <= random.Next(2, 7); index++)
            {
                var measures = random.GetItems(codes, random.Next(1, 4)).Distinct().Select(code => all[code]).ToList();
                if (measured is null) Pair(random, measures, all["ROAD_SPEED"], all["TRAFFIC_FLOW"]);
                Devices.Add(new WorldDevice(
                    Numbers.Of(partition, index), $"device-{partition}-{index}", sites[random.Next(sites.Count)], measures, random.Next(3) == 0));
            }
        }
    }

    // What is weighed and what weighs it are mostly measured together, in either order of the message.
    private static void Pair(Random random, List<Indicator> measured, Indicator weighed, Indicator weight)
    {
        if (!measured.Contains(weighed) && random.NextDouble() < 0.2) measured.Add(weighed);
        if (measured.Contains(weighed) && !measured.Contains(weight) && random.NextDouble() < 0.8) measured.Insert(random.Next(measured.Count + 1), weight);
    }

    /// <summary>
    /// The shard of a site for the devices that roam in a province. Their numbers follow those of the sites, in any order.
    /// </summary>
    public WorldSite RoamingShard(WorldSite home, string province)
    {
        if (_roaming.TryGetValue((home, province), out var known)) return known;
        var partition = Numbers.PartitionOf(home.Number);
        var index = Sites.Count(site => Numbers.PartitionOf(site.Number) == partition) + _roaming.Keys.Count(key => Numbers.PartitionOf(key.Home.Number) == partition) + 1;
        var shard = home with { Number = Numbers.Of(partition, index), Commune = province };
        _roaming.Add((home, province), shard);
        return shard;
    }

    private readonly Dictionary<(WorldSite Home, string Province), WorldSite> _roaming = [];

    /// <summary>Its sites, and their shards for what roams.</summary>
    public IEnumerable<WorldSite> Shards => Sites.Concat(_roaming.Values);

    public IReadOnlyList<int> Partitions { get; }

    /// <summary>What its devices measure, by code.</summary>
    public Dictionary<string, Indicator> Indicators => Devices.SelectMany(device => device.Indicators).DistinctBy(indicator => indicator.Number).ToDictionary(indicator => indicator.Code);

    public List<WorldSite> Sites { get; } = [];

    public List<WorldDevice> Devices { get; } = [];

    /// <summary>Those that its log names.</summary>
    public KnownSchemes Schemes { get; } = new();
}
