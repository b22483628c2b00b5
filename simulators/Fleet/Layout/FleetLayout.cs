using System.Globalization;
using SmartSectors.Fleet.Signals;
using SmartSectors.Telemetry.Areas;
using SmartSectors.Telemetry.Places;
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
                placed.AddRange(DevicesOf(site, kind, province, number, seed, areas).Take(target - placed.Count));
            }
        }
        return new FleetLayout(sites, placed);
    }

    private static IEnumerable<SimulatedDevice> DevicesOf(
        FleetSite site, SiteKind kind, Area province, int siteNumber, long seed, AreaCatalog areas)
    {
        var siteSeed = Seed.Of(seed, site.Id);
        var weather = new Weather(siteSeed, province.Label!.Value.Latitude);
        foreach (var (profile, count) in kind.Devices)
        {
            for (var i = 1; i <= count; i++)
            {
                var id = string.Create(CultureInfo.InvariantCulture, $"{profile.IdPrefix}-{siteNumber:D5}-{i}");
                var deviceSeed = Seed.Of(seed, id);
                var route = deviceSeed.With(-6).Chance(profile.Roaming) ? RouteOf(deviceSeed, province, areas) : null;
                var device = new FleetDevice(id, site.Id) { Profile = route is null ? null : TrackedVehicle, SpeedLimit = profile.SpeedLimit };
                yield return new SimulatedDevice(
                    device, site, profile, deviceSeed, siteSeed, profile.Channels(weather, siteSeed, deviceSeed))
                { Route = route };
            }
        }
    }

    /// <summary>The same of devices whose profiles nobody registered: to the platform a position is an unknown indicator then.</summary>
    public FleetLayout WithoutPositions() => this with
    {
        Devices = [.. Devices.Select(device => device with { Route = null, Device = device.Device with { Profile = null } })],
    };

    /// <summary>The platform's profile of native bodies with a position.</summary>
    private const string TrackedVehicle = "tracked-vehicle";

    // To the province that is written nearest on a map: between both a border lies.
    private static Route RouteOf(Seed device, Area province, AreaCatalog areas)
    {
        var home = PlaceOf(province);
        var nearest = areas.Provinces.Where(other => other.Code != province.Code).MinBy(other => home.MetresTo(PlaceOf(other)))!;
        return new Route(new Truck(device), home, PlaceOf(nearest));
    }

    private static Position PlaceOf(Area province) => new(province.Label!.Value.Latitude, province.Label.Value.Longitude);
}
