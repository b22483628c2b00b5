using SmartSectors.Fleet.FlatOut;
using SmartSectors.Fleet.Layout;
using SmartSectors.Telemetry.Areas;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Fleet.Tests;

public class LayoutTests
{
    private static readonly AreaCatalog s_areas = AreaCatalog.Load();
    private static readonly Sector[] s_sectors = [Sector.Agriculture, Sector.Transport, Sector.Health];

    [Fact]
    public void The_same_seed_gives_the_same_fleet_and_another_seed_another()
    {
        var first = FleetLayout.Build(s_sectors, 600, seed: 7, s_areas);
        var again = FleetLayout.Build(s_sectors, 600, seed: 7, s_areas);
        var other = FleetLayout.Build(s_sectors, 600, seed: 8, s_areas);

        Assert.Equal(first.Sites, again.Sites);
        Assert.Equal(first.Devices.Select(device => device.Device), again.Devices.Select(device => device.Device));
        Assert.NotEqual(first.Sites.Select(site => site.Commune), other.Sites.Select(site => site.Commune));
    }

    [Fact]
    public void A_larger_fleet_holds_the_sites_of_a_smaller_one()
    {
        var small = FleetLayout.Build([Sector.Health], 100, seed: 3, s_areas);
        var large = FleetLayout.Build([Sector.Health], 1_000, seed: 3, s_areas);

        Assert.Equal(small.Sites, large.Sites.Take(small.Sites.Count));
    }

    [Fact]
    public void The_demonstration_has_as_many_devices_as_asked_for_in_every_province()
    {
        var layout = FleetLayout.Build(s_sectors, 600, seed: 1, s_areas);

        var provinces = layout.Devices.Select(device => ProvinceOf(device.Site.Commune)).ToHashSet();

        Assert.Equal(600, layout.Devices.Count);
        Assert.Equal(s_areas.Provinces.Length, provinces.Count);
        Assert.All(s_sectors, sector => Assert.Equal(200, layout.Devices.Count(device => device.Site.Sector == sector)));
    }

    [Fact]
    public void Ids_are_unique_and_tell_the_kind_and_the_site()
    {
        var layout = FleetLayout.Build(Enum.GetValues<Sector>(), 3_000, seed: 1, s_areas);

        var ids = layout.Sites.Select(site => site.Id).Concat(layout.Devices.Select(device => device.Device.Id)).ToList();

        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.All(layout.Sites, site => Assert.Matches("^(agri|trans|health|energy|factory|trade)-[0-9]{5}$", site.Id));
        Assert.All(layout.Devices, device => Assert.Matches("^[a-z0-9]+-[0-9]{5}-[0-9]+$", device.Device.Id));
        Assert.Equal("sectors/agriculture/agri-00001/" + layout.Devices[0].Device.Id + "/telemetry", layout.Devices[0].Topic);
    }

    [Fact]
    public void Salinity_is_measured_in_the_Mekong_delta_alone()
    {
        string[] delta = ["80", "82", "86", "91", "92", "96"];
        var layout = FleetLayout.Build([Sector.Agriculture], 3_000, seed: 1, s_areas);

        var stations = layout.Devices.Where(device => device.Profile == AgricultureProfiles.SalinityStation).ToList();

        Assert.NotEmpty(stations);
        Assert.All(stations, station => Assert.Contains(ProvinceOf(station.Site.Commune), delta));
    }

    [Fact]
    public void A_public_site_is_named_after_its_commune_and_owned_by_its_provinces_department()
    {
        var layout = FleetLayout.Build([Sector.Health], 300, seed: 1, s_areas);

        Assert.All(layout.Sites, site =>
        {
            Assert.True(s_areas.TryGetCommune(site.Commune, out var commune));
            Assert.True(s_areas.TryGet(commune.Parent!, out var province));
            var shortName = commune.NameVi.Replace("Phường ", "").Replace("Xã ", "").Replace("Đặc khu ", "");
            Assert.Contains(shortName, site.Name, StringComparison.Ordinal);
            Assert.Equal("Sở Y tế " + province.NameVi, site.Owner);
            Assert.True(site.IsPublic);
        });
    }

    [Fact]
    public void Farms_and_bus_companies_are_private_and_stations_and_roads_public_in_a_nation_of_many_owners()
    {
        var layout = FleetLayout.Build([Sector.Agriculture, Sector.Transport], 3_000, seed: 1, s_areas);

        Assert.All(layout.Sites.Where(site => site.Name.StartsWith("Vùng trồng ", StringComparison.Ordinal) || site.Name.StartsWith("Bến xe buýt ", StringComparison.Ordinal)), site => Assert.False(site.IsPublic));
        Assert.All(layout.Sites.Where(site => site.Name.StartsWith("Trạm đo mặn ", StringComparison.Ordinal) || site.Name.StartsWith("Điểm đo giao thông ", StringComparison.Ordinal)), site => Assert.True(site.IsPublic));
        Assert.All(layout.Sites, site => Assert.Equal(site.IsPublic, site.Owner.StartsWith("Sở ", StringComparison.Ordinal)));
        Assert.InRange(layout.Sites.Where(site => !site.IsPublic).Select(site => site.Owner).Distinct().Count(), 200, int.MaxValue);
    }

    [Fact]
    public void The_flat_out_sites_reach_every_commune_before_any_twice()
    {
        var layout = new FlatOutLayout(devices: 20_000, sites: 20_000, seed: 1, s_areas);

        var communes = layout.Sites.Select(site => site.Commune).ToList();

        Assert.Equal(s_areas.Communes.Length, communes.Take(s_areas.Communes.Length).Distinct().Count());
        Assert.Equal("plot-00017", layout.Sites.ElementAt(16).Id);
    }

    [Fact]
    public void Every_flat_out_device_has_a_site_and_an_id_of_its_own()
    {
        var layout = new FlatOutLayout(devices: 1_000, sites: 30, seed: 1, s_areas);
        var sites = layout.Sites.Select(site => site.Id).ToHashSet();
        var devices = layout.Devices.ToList();

        Assert.Equal(1_000, devices.Select(device => device.Id).Distinct().Count());
        Assert.All(devices, device => Assert.Contains(device.Site, sites));
        Assert.Equal($"sectors/agriculture/{devices[31].Site}/{devices[31].Id}/telemetry", layout.Topic(31));
    }

    private static string ProvinceOf(string commune) => s_areas.TryGetCommune(commune, out var area) ? area.Parent! : "";
}
