using SmartSectors.Reporting.Disclosure;

namespace SmartSectors.Reporting.Tests.Disclosure;

/// <summary>A random nation of few areas, with who contributes in each: many are small, some have no devices at all.</summary>
internal sealed class RandomAreas
{
    private RandomAreas(AreaTree tree, Contributors[] contributors) => (Tree, Contributors) = (tree, contributors);

    public AreaTree Tree { get; }

    public Contributors[] Contributors { get; }

    public static RandomAreas Make(Random random)
    {
        var parents = new List<int> { -1 };
        for (var left = random.Next(1, 6); left > 0; left--) parents.Add(0);
        // Provinces without communes are what is in none: "unassigned".
        for (var province = parents.Count - 1; province > 0; province--)
        {
            for (var left = random.Next(0, 6); left > 0; left--) parents.Add(province);
        }

        return new RandomAreas(new AreaTree(parents), []).Others(random);
    }

    /// <summary>The same areas with the devices of another indicator.</summary>
    public RandomAreas Others(Random random)
    {
        var contributors = new Contributors[Tree.Count];
        for (var area = Tree.Count - 1; area >= 0; area--)
        {
            if (Tree.ChildrenOf(area).IsEmpty) contributors[area] = Leaf(random);
            if (Tree.ParentOf(area) is >= 0 and var parent) contributors[parent] = Sum(contributors[parent], contributors[area]);
        }

        return new RandomAreas(Tree, contributors);
    }

    /// <summary>The same areas later in the month, when a leaf or several got devices more, often its first.</summary>
    public RandomAreas Later(Random random, out List<int> changed)
    {
        var later = new Contributors[Tree.Count];
        changed = [];
        var share = random.Next(1, 8);
        for (var area = Tree.Count - 1; area >= 0; area--)
        {
            if (Tree.ChildrenOf(area).IsEmpty)
            {
                later[area] = Contributors[area];
                if (random.Next(share) == 0)
                {
                    later[area] = Sum(later[area], Leaf(random));
                    changed.Add(area);
                }
            }

            if (Tree.ParentOf(area) is >= 0 and var parent) later[parent] = Sum(later[parent], later[area]);
        }

        return new RandomAreas(Tree, later);
    }

    private static Contributors Leaf(Random random)
    {
        var devices = random.Next(4) switch { 0 => 0, 1 => random.Next(1, 5), _ => random.Next(5, 40) };
        if (devices == 0) return default;

        var owners = random.Next(1, devices + 1);
        var total = random.Next(1, 1_000);
        var largest = owners == 1 ? total : total * random.NextDouble();
        return new Contributors(devices, owners, total, largest, owners == 1 ? 0 : Math.Min(largest, total - largest) * random.NextDouble());
    }

    // Owners of different areas are taken for different ones here.
    private static Contributors Sum(in Contributors one, in Contributors other)
    {
        double[] parts = [one.Largest, one.Second, other.Largest, other.Second];
        Array.Sort(parts);
        return new Contributors(one.Devices + other.Devices, one.Owners + other.Owners, one.Total + other.Total, parts[3], parts[2]);
    }
}
