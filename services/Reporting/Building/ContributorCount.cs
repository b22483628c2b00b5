using System.Runtime.InteropServices;
using SmartSectors.Reporting.Disclosure;
using SmartSectors.Telemetry.Areas;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Reporting.Building;

/// <summary>
/// Who stands behind the figures of each area. Private owners count once an area, however many sites and devices they have
/// in it; each device of a public body counts as an owner by itself, for a department is no person to protect. Only private
/// owners can dominate.
/// <para>
/// A device that roamed is in several places of its site, and which of those are the same device is not known: so of one
/// site and partition an area has as many devices as the most that were in any one place in it. That is never too many.
/// </para>
/// </summary>
public static class ContributorCount
{
    /// <param name="isAdditive">The amounts add up to the indicator's figures, so that somebody may dominate them.</param>
    /// <returns>By the area's number.</returns>
    public static Contributors[] Of(
        ReleaseAreas areas, IReadOnlyCollection<SiteContribution> contributions, Func<string, SiteOwner> ownerOf, bool isAdditive)
    {
        var shares = new Shares(areas);
        // Nearly all sites are in one place: those are not gathered first.
        var roaming = contributions.Where(each => AreaCatalog.ProvinceOfUnassigned(each.Area) is not null).Select(each => (each.Site, each.Partition)).ToHashSet();
        foreach (var site in contributions.Where(each => roaming.Contains((each.Site, each.Partition))).GroupBy(each => (each.Site, each.Partition)))
        {
            foreach (var (area, share) in Places(areas, site)) shares.Add(area, ownerOf(site.Key.Site), share);
        }

        foreach (var site in contributions)
        {
            if (!roaming.Contains((site.Site, site.Partition))) shares.AddUpwards(areas.NumberOf(site.Area), ownerOf(site.Site), new Share(site.Devices, site.Amount));
        }

        return shares.Count(isAdditive);
    }

    /// <summary>What each owner has in each area.</summary>
    private sealed class Shares(ReleaseAreas areas)
    {
        private readonly Dictionary<SiteOwner, int> _numbers = [];
        private readonly List<SiteOwner> _owners = [];
        private readonly Dictionary<(int Area, int Owner), Share> _shares = [];

        public void Add(int area, SiteOwner owner, Share share) => Add(area, NumberOf(owner), share);

        public void AddUpwards(int area, SiteOwner owner, Share share)
        {
            var number = NumberOf(owner);
            for (; area >= 0; area = areas.Tree.ParentOf(area)) Add(area, number, share);
        }

        public Contributors[] Count(bool isAdditive)
        {
            var contributors = new Contributors[areas.Count];
            foreach (var ((area, owner), share) in _shares) contributors[area] = With(contributors[area], _owners[owner], share, isAdditive);
            return contributors;
        }

        private void Add(int area, int owner, Share share)
        {
            ref var known = ref CollectionsMarshal.GetValueRefOrAddDefault(_shares, (area, owner), out _);
            known = new Share(known.Devices + share.Devices, known.Amount + share.Amount);
        }

        private int NumberOf(SiteOwner owner)
        {
            ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(_numbers, owner, out var isKnown);
            if (isKnown) return number;
            _owners.Add(owner);
            return number = _owners.Count - 1;
        }
    }

    private readonly record struct Share(long Devices, double Amount);

    // What one site contributed to each place and to the areas that it is in.
    private static Dictionary<int, Share> Places(ReleaseAreas areas, IEnumerable<SiteContribution> site)
    {
        var places = new Dictionary<int, Share>();
        foreach (var contribution in site)
        {
            for (var area = areas.NumberOf(contribution.Area); area >= 0; area = areas.Tree.ParentOf(area))
            {
                ref var share = ref CollectionsMarshal.GetValueRefOrAddDefault(places, area, out _);
                share = new Share(Math.Max(share.Devices, contribution.Devices), share.Amount + contribution.Amount);
            }
        }

        return places;
    }

    private static Contributors With(in Contributors known, SiteOwner owner, Share share, bool isAdditive)
    {
        var counted = known with
        {
            Devices = known.Devices + share.Devices,
            Owners = known.Owners + (owner.IsPublic ? (int)share.Devices : share.Devices > 0 ? 1 : 0),
        };
        if (!isAdditive) return counted;

        // A share below nought is one as well.
        var amount = Math.Abs(share.Amount);
        counted = counted with { Total = counted.Total + amount };
        if (owner.IsPublic) return counted;
        return amount > counted.Largest ? counted with { Largest = amount, Second = counted.Largest }
            : amount > counted.Second ? counted with { Second = amount }
            : counted;
    }
}
