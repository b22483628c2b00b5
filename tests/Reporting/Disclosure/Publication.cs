using SmartSectors.Reporting.Disclosure;

namespace SmartSectors.Reporting.Tests.Disclosure;

/// <summary>
/// All that is published of an indicator in a month: counts, sums and devices of each area, in two hours and in the day that
/// is their sum, in a first release and in one that revises some areas. Means are sums by counts, so they tell no more.
/// </summary>
/// <param name="attack">Gets what is published and how it adds up; of several indicators, all of it.</param>
/// <param name="indicator">From zero, where there are several.</param>
internal sealed class Publication(AreaTree tree, LinearAttack attack, int indicator = 0)
{
    public enum Figure
    {
        Count,
        Sum,
        Devices,
    }

    private const int Figures = 3, Hours = 2, Day = 2, Times = 3, Releases = 2;

    private readonly HashSet<int> _hidden = [];

    /// <summary>Publishes with what was decided when the release was made.</summary>
    /// <param name="alsoPublished">Figures of hidden areas that are published all the same.</param>
    public Publication Publish(int release, IReadOnlyList<Confidentiality> statuses, Predicate<(int Area, Figure Figure, int Time)>? alsoPublished = null)
    {
        for (var area = 0; area < tree.Count; area++)
        {
            foreach (var figure in Enum.GetValues<Figure>())
            {
                for (var time = 0; time < Times; time++)
                {
                    var place = PlaceOf(area, figure, time, release);
                    if (statuses[area] == Confidentiality.Free) attack.Know(place);
                    else
                    {
                        _hidden.Add(place);
                        if (alsoPublished?.Invoke((area, figure, time)) ?? false) attack.Know(place);
                    }
                }
            }
        }

        return this;
    }

    /// <summary>Everybody knows that an area without devices is nought in everything; there is nothing to hide.</summary>
    public Publication Know(int release, IReadOnlyList<Contributors> contributors)
    {
        for (var area = 0; area < tree.Count; area++)
        {
            if (contributors[area].Devices > 0) continue;
            for (var place = PlaceOf(area, 0, 0, release); place < PlaceOf(area + 1, 0, 0, 0); place += Releases)
            {
                attack.Know(place);
                _hidden.Remove(place);
            }
        }

        return this;
    }

    /// <summary>The hidden figures that can be reckoned.</summary>
    /// <param name="revised">The leaves that have changed in the second release.</param>
    public List<int> Derive(IEnumerable<int> revised)
    {
        Relate(revised);
        return Derived(attack.Derive());
    }

    /// <summary>Those among the figures that were reckoned which are hidden here.</summary>
    public List<int> Derived(IReadOnlyList<int> derived) => [.. _hidden.Where(place => derived.Contains(place) || attack.Knows(place))];

    /// <summary>How the figures add up.</summary>
    public void Relate(IEnumerable<int> revised)
    {
        for (var release = 0; release < Releases; release++)
        {
            foreach (var figure in Enum.GetValues<Figure>())
            {
                RelateLevels(figure, release);
                // A device that reports in both hours is one of the day.
                if (figure != Figure.Devices) RelateTimes(figure, release);
            }
        }

        RelateReleases(revised);
    }

    /// <summary>The sums here are those of another indicator times a quotient that is published where this one is not hidden.</summary>
    /// <param name="ratio">The quotient's indicator: its areas are hidden where they are hidden there.</param>
    public void RelateQuotients(Publication divisor, IReadOnlyList<Confidentiality> ratio, Random random)
    {
        for (var area = 0; area < tree.Count; area++)
        {
            for (var time = 0; time < Times && ratio[area] == Confidentiality.Free; time++)
            {
                for (var release = 0; release < Releases; release++)
                    attack.Relate((PlaceOf(area, Figure.Sum, time, release), 1), (divisor.PlaceOf(area, Figure.Sum, time, release), -random.Next(2, 1_000)));
            }
        }
    }

    private void RelateLevels(Figure figure, int release)
    {
        for (var area = 0; area < tree.Count; area++)
        {
            if (tree.ChildrenOf(area).IsEmpty) continue;
            for (var time = 0; time < Times; time++)
            {
                var terms = new List<(int, int)> { (PlaceOf(area, figure, time, release), -1) };
                foreach (var child in tree.ChildrenOf(area)) terms.Add((PlaceOf(child, figure, time, release), 1));
                attack.Relate([.. terms]);
            }
        }
    }

    private void RelateTimes(Figure figure, int release)
    {
        for (var area = 0; area < tree.Count; area++)
        {
            var hours = Enumerable.Range(0, Hours).Select(hour => (PlaceOf(area, figure, hour, release), 1));
            attack.Relate([.. hours, (PlaceOf(area, figure, Day, release), -1)]);
        }
    }

    // What was published once and is hidden then is most likely the same. Whether one that is always hidden has changed, nobody is told.
    private void RelateReleases(IEnumerable<int> revised)
    {
        var changed = new HashSet<int>();
        foreach (var leaf in revised)
        {
            for (var area = leaf; area >= 0; area = tree.ParentOf(area)) changed.Add(area);
        }

        for (var place = PlaceOf(0, 0, 0, 0); place < PlaceOf(tree.Count, 0, 0, 0); place += Releases)
        {
            if (_hidden.Contains(place) != _hidden.Contains(place + 1) && !changed.Contains((place - PlaceOf(0, 0, 0, 0)) / (PlaceOf(1, 0, 0, 0) - PlaceOf(0, 0, 0, 0)))) attack.Relate((place, 1), (place + 1, -1));
        }
    }

    private int PlaceOf(int area, Figure figure, int time, int release) =>
        (((((((indicator * tree.Count) + area) * Figures) + (int)figure) * Times) + time) * Releases) + release;
}
