using SmartSectors.Reporting.Building;
using SmartSectors.Reporting.Disclosure;
using SmartSectors.Telemetry.Areas;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Reporting.Tests.Building;

public sealed class ContributorCountTests
{
    private const string Commune = "26740", Other = "26737", Elsewhere = "00004"; // the first two in Hồ Chí Minh City

    private static readonly ReleaseAreas s_areas = new(AreaCatalog.Load());

    [Fact]
    public void A_private_owner_counts_once_in_an_area_and_each_device_of_a_public_one_by_itself()
    {
        var counted = Count(Of("farm-1", Commune, 3), Of("farm-2", Commune, 2), Of("farm-2", Other, 1, partition: 2), Of("station", Commune, 4));

        Assert.Equal((9, 1 + 4), (counted(Commune).Devices, counted(Commune).Owners));
        Assert.Equal((1, 1), (counted(Other).Devices, counted(Other).Owners));
        Assert.Equal((10, 1 + 4), (counted("79").Devices, counted("79").Owners));
        Assert.Equal(counted("79"), counted("VN"));
        Assert.Equal(default, counted("79-unassigned"));
    }

    [Fact]
    public void A_vehicle_that_roamed_counts_where_it_contributed_and_its_site_not_above_the_most_of_one_place()
    {
        var counted = Count(Of("farm-1", Commune, 1), Of("farm-1", "79-unassigned", 3), Of("farm-1", "01-unassigned", 2), Of("unknown", "unassigned", 1));

        Assert.Equal(3, counted("79-unassigned").Devices);
        Assert.Equal(3, counted("79").Devices);
        Assert.Equal(2, counted("01").Devices);
        Assert.Equal((3 + 1, 2), (counted("VN").Devices, counted("VN").Owners));
    }

    [Fact]
    public void Shares_of_one_private_owner_add_up_and_public_ones_count_in_the_total_alone()
    {
        var counted = Count(
            Of("farm-1", Commune, 1, amount: 10), Of("farm-2", Other, 1, amount: 15), Of("farm-3", Other, 1, amount: 20), Of("station", Elsewhere, 1, amount: 1000));

        Assert.Equal(new Contributors(3, 2, Total: 45, Largest: 25, Second: 20), counted("79"));
        Assert.Equal(new Contributors(4, 3, Total: 1045, Largest: 25, Second: 20), counted("VN"));
        Assert.Equal(new Contributors(1, 1, Total: 1000), counted(Elsewhere));
    }

    [Fact]
    public void A_place_that_is_in_no_master_data_is_said() =>
        Assert.Contains("99999", Assert.Throws<InvalidDataException>(() => Count(Of("farm-1", "99999", 1))).Message, StringComparison.Ordinal);

    private static Func<string, Contributors> Count(params SiteContribution[] contributions)
    {
        var counted = ContributorCount.Of(s_areas, contributions, OwnerOf, isAdditive: true);
        return area => counted[s_areas.NumberOf(area)];
    }

    private static SiteContribution Of(string site, string area, long devices, int partition = 1, double amount = 0) => new(site, area, partition, devices, true, amount);

    private static SiteOwner OwnerOf(string site) => site switch
    {
        "farm-1" or "farm-2" => new SiteOwner("cooperative", IsPublic: false),
        "station" => new SiteOwner("department", IsPublic: true),
        _ => new SiteOwner(site, IsPublic: false),
    };
}
