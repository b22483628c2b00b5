using System.Runtime.InteropServices;
using SmartSectors.Reporting.Disclosure;
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
        ReleaseAreas areas, IEnumerable<SiteContribution> contributions, Func<string, SiteOwner> ownerOf, bool isAdditive)
    {
        var shares = new Dictionary<(int Area, SiteOwner Owner), Share>();
        foreach (var site in contributions.GroupBy(each => (each.Site, each.Partition)))
        {
            var owner = ownerOf(site.Key.Site);
            foreach (var (area, share) in Places(areas, site))
            {
                ref var known = ref CollectionsMarshal.GetValueRefOrAddDefault(shares, (area, owner), out _);
                known = new Share(known.Devices + share.Devices, known.Amount + share.Amount);
            }
        }

        var contributors = new Contributors[areas.Count];
        foreach (var ((area, owner), share) in shares) contributors[area] = With(contributors[area], owner, share, isAdditive);
        return contributors;
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
