using System.Globalization;
using SmartSectors.Fleet.Signals;
using SmartSectors.Telemetry.Areas;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Fleet.Layout;

/// <summary>The sites and devices of a fleet, the same for the same seed.</summary>
internal sealed record FleetLayout(IReadOnlyList<FleetSite> Sites, IReadOnlyList<SimulatedDevice> Devices)
{
    /// <summary>Shares the devices evenly among the sectors and fills sites until they have them all.</summary>
    public static FleetLayout Build(IReadOnlyList<Sector> sectors, int devices, long seed, AreaCatalog areas)
    {
        var sites = new List<FleetSite>();
        var placed = new List<SimulatedDevice>(devices);
        for (var i = 0; i < sectors.Count; i++)
        {
            var plan = new SitePlan(sectors[i], seed, areas);
            var target = (int)((long)devices * (i + 1) / sectors.Count);
            for (var number = 1; placed.Count < target; number++)
            {
                var (site, kind, province) = plan.Place(number);
                sites.Add(site);
                placed.AddRange(DevicesOf(site, kind, province, number, seed).Take(target - placed.Count));
            }
        }
        return new FleetLayout(sites, placed);
    }

    private static IEnumerable<SimulatedDevice> DevicesOf(
        FleetSite site, SiteKind kind, Area province, int siteNumber, long seed)
    {
        var siteSeed = Seed.Of(seed, site.Id);
        var weather = new Weather(siteSeed, province.Label!.Value.Latitude);
        foreach (var (profile, count) in kind.Devices)
        {
            for (var i = 1; i <= count; i++)
            {
                var id = string.Create(CultureInfo.InvariantCulture, $"{profile.IdPrefix}-{siteNumber:D5}-{i}");
                var deviceSeed = Seed.Of(seed, id);
                yield return new SimulatedDevice(
                    new FleetDevice(id, site.Id), site, profile, deviceSeed, siteSeed,
                    profile.Channels(weather, siteSeed, deviceSeed));
            }
        }
    }
}
