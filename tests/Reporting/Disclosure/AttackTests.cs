using SmartSectors.Reporting.Disclosure;

namespace SmartSectors.Reporting.Tests.Disclosure;

/// <summary>Attacks on what is published: nothing hidden may be reckoned from it.</summary>
public sealed class AttackTests
{
    private static readonly DisclosureRule s_rule = new() { LeastContributors = 5 };

    [Fact]
    public void Of_ten_thousand_nations_nothing_hidden_can_be_reckoned_from_levels_times_statistics_and_releases()
    {
        var (hidden, free) = (0, 0);
        for (var seed = 0; seed < 10_000; seed++)
        {
            var random = new Random(seed);
            var areas = RandomAreas.Make(random);
            var statuses = Suppression.Decide(areas.Tree, areas.Contributors, s_rule);
            hidden += statuses.Count(status => status != Confidentiality.Free);
            free += statuses.Count(status => status == Confidentiality.Free);

            var derived = Publish(areas, statuses, random, out var changed).Derive(changed);

            Assert.True(derived.Count == 0, $"seed {seed}: {derived.Count} hidden figures can be reckoned");
        }

        // There was something to find, and something to find it by.
        Assert.InRange(hidden, 20_000, int.MaxValue);
        Assert.InRange(free, 20_000, int.MaxValue);
    }

    [Fact]
    public void Without_secondary_suppression_the_attack_succeeds() =>
        Assert.InRange(CountLeaks((areas, _) => [.. areas.Contributors.Select(contributors => s_rule.Judge(contributors))]), 50, 500);

    [Fact]
    public void Devices_of_hidden_areas_give_themselves_away() =>
        Assert.Equal(500, CountLeaks((_, statuses) => statuses, (_, each) => each.Figure == Publication.Figure.Devices));

    [Fact]
    public void One_statistic_of_one_hidden_area_that_is_published_is_found() =>
        Assert.Equal(500, CountLeaks((_, statuses) => statuses, (forgotten, each) => each == (forgotten, Publication.Figure.Sum, 0)));

    [Fact]
    public void Areas_without_devices_that_are_not_covered_give_their_first_ones_away() =>
        // As if they were no areas: where nothing else is hidden, nothing covers them.
        Assert.InRange(CountLeaks((areas, statuses) =>
            [.. statuses.Select((status, area) => areas.Contributors[area].Devices == 0 || s_rule.Judge(areas.Contributors[area]) != Confidentiality.Free ? status : Confidentiality.Free)]), 50, 500);

    [Fact]
    public void A_decision_made_anew_with_a_release_gives_areas_away() =>
        Assert.InRange(CountLeaks((_, statuses) => statuses, isDecidedAnew: true), 20, 500);

    [Fact]
    public void A_ratio_that_is_hidden_wherever_what_it_divides_is_gives_nothing_away() => Assert.Equal(0, CountLeaksOfRatios(1_000, isHiddenWithItsInputs: true));

    [Fact]
    public void A_ratio_decided_by_itself_gives_one_input_away_by_the_other() => Assert.InRange(CountLeaksOfRatios(1_000, isHiddenWithItsInputs: false), 100, 1_000);

    // Of so many nations: two indicators, and their quotient, each with devices of its own.
    private static int CountLeaksOfRatios(int nations, bool isHiddenWithItsInputs)
    {
        var leaks = 0;
        for (var seed = 0; seed < nations; seed++)
        {
            var random = new Random(seed);
            var areas = RandomAreas.Make(random);
            Contributors[][] each = [areas.Contributors, areas.Others(random).Contributors, areas.Others(random).Contributors];
            Confidentiality[][] inputs = [.. each[..2].Select(contributors => Suppression.Decide(areas.Tree, contributors, s_rule))];
            var also = isHiddenWithItsInputs ? inputs[0].Zip(inputs[1], (one, other) => one == Confidentiality.Free ? other : one).ToArray() : null;
            Confidentiality[][] statuses = [.. inputs, Suppression.Decide(areas.Tree, each[2], s_rule, also)];

            var attack = new LinearAttack();
            Publication[] parts = [.. Enumerable.Range(0, 3).Select(indicator => new Publication(areas.Tree, attack, indicator))];
            for (var at = 0; at < parts.Length; at++)
            {
                for (var release = 0; release < 2; release++) parts[at].Publish(release, statuses[at]).Know(release, each[at]);
                parts[at].Relate([]);
            }

            parts[0].RelateQuotients(parts[1], statuses[2], random);
            var derived = attack.Derive();
            if (parts.Any(part => part.Derived(derived).Count > 0)) leaks++;
        }

        return leaks;
    }

    private static Publication Publish(
        RandomAreas areas, Confidentiality[] statuses, Random random, out List<int> changed,
        Predicate<(int Area, Publication.Figure Figure, int Time)>? alsoPublished = null, bool isDecidedAnew = false)
    {
        var later = areas.Later(random, out changed);
        return new Publication(areas.Tree, new LinearAttack())
            .Publish(0, statuses, alsoPublished).Know(0, areas.Contributors)
            .Publish(1, isDecidedAnew ? Suppression.Decide(areas.Tree, later.Contributors, s_rule) : statuses).Know(1, later.Contributors);
    }

    // Of 500 nations in which an area with devices is hidden.
    private static int CountLeaks(
        Func<RandomAreas, Confidentiality[], Confidentiality[]> statusesOf,
        Func<int, (int Area, Publication.Figure Figure, int Time), bool>? alsoPublished = null, bool isDecidedAnew = false)
    {
        var (leaks, tried) = (0, 0);
        for (var seed = 0; tried < 500; seed++)
        {
            var random = new Random(seed);
            var areas = RandomAreas.Make(random);
            var statuses = Suppression.Decide(areas.Tree, areas.Contributors, s_rule);
            var hidden = Enumerable.Range(0, areas.Tree.Count).Where(area => statuses[area] != Confidentiality.Free && areas.Contributors[area].Devices > 0).ToArray();
            if (hidden.Length == 0) continue;

            tried++;
            var publication = Publish(areas, statusesOf(areas, statuses), random, out var changed, each => alsoPublished?.Invoke(hidden[0], each) ?? false, isDecidedAnew);
            if (publication.Derive(changed).Count > 0) leaks++;
        }

        return leaks;
    }
}
