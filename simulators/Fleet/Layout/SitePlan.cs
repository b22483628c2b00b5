using SmartSectors.Fleet.Signals;
using SmartSectors.Telemetry.Areas;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Fleet.Layout;

/// <summary>
/// Where a sector's sites lie. The n-th site is a pure function of the seed and n, so a larger fleet holds the smaller
/// one. Sites visit the provinces in turn, in a shuffled order that begins anew every 34 sites, so that a small fleet
/// is everywhere already; the commune is any of the province, the kind one that the province has.
/// </summary>
internal sealed class SitePlan(Sector sector, long seed, AreaCatalog areas)
{
    private readonly Seed _seed = Seed.Of(seed, sector.Name());

    private string IdPrefix => sector switch
    {
        Sector.Agriculture => "agri",
        Sector.Transport => "trans",
        Sector.Manufacturing => "factory",
        Sector.Commerce => "trade",
        _ => sector.Name(),
    };

    public (FleetSite Site, SiteKind Kind, Area Province) Place(int number)
    {
        var draw = _seed.With(number);
        var province = areas.Provinces[ProvinceOf(number)];
        var communes = areas.CommunesOf(province.Code);
        var commune = communes[draw.With(1).Pick(communes.Length)];
        var kind = KindIn(province.Code, draw.With(2));
        var site = new FleetSite(
            $"{IdPrefix}-{number:D5}", SiteNames.Format(kind, commune), sector, commune.Code,
            kind.PrivateOwner is { } owner ? SiteNames.PrivateOwner(owner, commune) : SiteNames.Owner(sector, province), kind.PrivateOwner is null);
        return (site, kind, province);
    }

    private int ProvinceOf(int number)
    {
        var (round, turn) = Math.DivRem(number - 1, areas.Provinces.Length);
        var order = new int[areas.Provinces.Length];
        for (var i = 0; i < order.Length; i++)
        {
            // Fisher and Yates, inside out.
            var j = _seed.With(-1 - round).With(i).Pick(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order[turn];
    }

    private SiteKind KindIn(string province, Seed draw)
    {
        var kinds = SiteKinds.Of(sector).Where(kind => kind.IsFoundIn(province)).ToList();
        var left = draw.Pick(kinds.Sum(kind => kind.Weight));
        return kinds.First(kind => (left -= kind.Weight) < 0);
    }
}
