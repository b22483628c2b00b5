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
/// A quotient of two indicators' sums gives either away by the other. So a ratio is hidden wherever one of those that it
/// divides is, and then nothing of its own figures may be reckoned either.
/// </para>
/// </summary>
public static class Suppression
{
    /// <summary>Decides.</summary>
    /// <param name="contributors">Of each area of the tree, as far as they are known when the first release of the month is made.</param>
    /// <param name="also">Areas that others hide are hidden as well; null where there are none.</param>
    /// <returns>Each area's status.</returns>
    /// <exception cref="ArgumentException">An area has devices and none of its children has, so it is not their sum.</exception>
    public static Confidentiality[] Decide(
        AreaTree tree, IReadOnlyList<Contributors> contributors, DisclosureRule rule, IReadOnlyList<Confidentiality>? also = null)
    {
        for (var area = 0; area < tree.Count; area++)
        {
            if (!IsSum(tree, area, contributors)) throw new ArgumentException($"Area {area} has devices and none of its children has.", nameof(contributors));
        }

        var statuses = new Confidentiality[tree.Count];
        for (var area = 0; area < statuses.Length; area++)
        {
            statuses[area] = rule.Judge(contributors[area]);
            if (statuses[area] == Confidentiality.Free && also is not null) statuses[area] = also[area];
        }

        var families = new Stack<int>(Enumerable.Range(0, tree.Count).Where(area => !tree.ChildrenOf(area).IsEmpty));
        while (families.TryPop(out var parent))
        {
            if (!GivesAway(tree, parent, contributors, statuses) || NextSmallest(tree, parent, contributors, statuses) is not { } hidden) continue;

            statuses[hidden] = Confidentiality.Secondary;
            families.Push(parent);
            if (hidden != parent && !tree.ChildrenOf(hidden).IsEmpty) families.Push(hidden);
            if (hidden == parent && tree.ParentOf(parent) is >= 0 and var above) families.Push(above);
        }

        return statuses;
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
