namespace SmartSectors.Reporting.Disclosure;

/// <summary>
/// Which areas are hidden, decided once for an indicator and month and then the same for every window, statistic and
/// release, so that no difference between two of them gives an area away.
/// <para>
/// A hidden area can be reckoned from the others where it is the only hidden one among an area and its children: the sum
/// and all other terms are known. So where there is such a family, its next smallest member is hidden too, a child where
/// one is left. Then nothing can be reckoned: from a hidden area one can go on to another hidden one in both of its
/// families, until the root or a leaf ends the way, and adding to every other one along it what is taken from those
/// between changes no published figure.
/// </para>
/// <para>
/// An area without devices is known to be nought and covers no other. But when it gets its first device, late data of it
/// would be all that changes; so a family with such an area hides two with devices beside it.
/// </para>
/// <para>
/// A quotient of two indicators' sums gives either away by the other. So a ratio and what it divides are decided together:
/// an area that one of them hides, all of them hide.
/// </para>
/// </summary>
public static class Suppression
{
    /// <summary>Decides for one indicator.</summary>
    /// <param name="contributors">Of each area of the tree, as far as they are known when the first release of the month is made.</param>
    /// <returns>Each area's status.</returns>
    /// <exception cref="ArgumentException">An area has devices and none of its children has, so it is not their sum.</exception>
    public static Confidentiality[] Decide(AreaTree tree, IReadOnlyList<Contributors> contributors, DisclosureRule rule) => Decide(tree, [contributors], rule);

    /// <summary>Decides for indicators of which one is reckoned from the others.</summary>
    /// <param name="together">Of each of them, the contributors of each area.</param>
    /// <returns>Each area's status, for all of them.</returns>
    /// <exception cref="ArgumentException">An area has devices and none of its children has, so it is not their sum.</exception>
    public static Confidentiality[] Decide(AreaTree tree, IReadOnlyList<IReadOnlyList<Contributors>> together, DisclosureRule rule)
    {
        var statuses = new Confidentiality[tree.Count];
        foreach (var contributors in together)
        {
            for (var area = 0; area < tree.Count; area++)
            {
                if (!IsSum(tree, area, contributors)) throw new ArgumentException($"Area {area} has devices and none of its children has.", nameof(together));
                if (statuses[area] == Confidentiality.Free) statuses[area] = rule.Judge(contributors[area]);
            }
        }

        var families = new Stack<(int Parent, IReadOnlyList<Contributors> Of)>();
        for (var area = 0; area < tree.Count; area++) Look(area);
        while (families.TryPop(out var family))
        {
            if (!GivesAway(tree, family.Parent, family.Of, statuses) || NextSmallest(tree, family.Parent, family.Of, statuses) is not { } hidden) continue;

            statuses[hidden] = Confidentiality.Secondary;
            // In both of its families, for each of the indicators.
            Look(hidden);
            if (tree.ParentOf(hidden) is >= 0 and var above) Look(above);
        }

        return statuses;

        void Look(int parent)
        {
            if (tree.ChildrenOf(parent).IsEmpty) return;
            foreach (var contributors in together) families.Push((parent, contributors));
        }
    }

    private static bool IsSum(AreaTree tree, int area, IReadOnlyList<Contributors> contributors)
    {
        if (tree.ChildrenOf(area).IsEmpty || contributors[area].Devices == 0) return true;
        foreach (var child in tree.ChildrenOf(area))
        {
            if (contributors[child].Devices > 0) return true;
        }

        return false;
    }

    private static bool GivesAway(AreaTree tree, int parent, IReadOnlyList<Contributors> contributors, Confidentiality[] statuses)
    {
        var (hidden, empty) = (0, 0);
        Count(parent);
        foreach (var child in tree.ChildrenOf(parent)) Count(child);
        return hidden == 1 || (hidden == 0 && empty > 0);

        void Count(int area)
        {
            if (contributors[area].Devices == 0) empty++;
            else if (statuses[area] != Confidentiality.Free) hidden++;
        }
    }

    // The parent when no child is left, and nothing when that is hidden as well.
    private static int? NextSmallest(AreaTree tree, int parent, IReadOnlyList<Contributors> contributors, Confidentiality[] statuses)
    {
        int? smallest = null;
        foreach (var child in tree.ChildrenOf(parent))
        {
            if (statuses[child] != Confidentiality.Free) continue;
            if (smallest is not { } other || contributors[child].Devices < contributors[other].Devices) smallest = child;
        }

        return smallest ?? (statuses[parent] == Confidentiality.Free ? parent : null);
    }
}
