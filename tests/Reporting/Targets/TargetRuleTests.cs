using FsCheck;
using FsCheck.Fluent;
using SmartSectors.Reporting.Targets;

namespace SmartSectors.Reporting.Tests.Targets;

public sealed class TargetRuleTests
{
    private const long Begin = 1_000_000, Deadline = 2_000_000;

    [Theory]
    // At least 100, from 50: the line is at 75 half-way, and 95 % of that way are 73.75.
    [InlineData(100.0, null, 50, 1_500_000, 100, TargetState.Achieved)]
    [InlineData(100.0, null, 50, 1_500_000, 75, TargetState.OnTrack)]
    [InlineData(100.0, null, 50, 1_500_000, 73.75, TargetState.OnTrack)]
    [InlineData(100.0, null, 50, 1_500_000, 73.7, TargetState.NeedsFocus)]
    [InlineData(100.0, null, 50, Begin, 50, TargetState.OnTrack)]
    [InlineData(100.0, null, 50, Begin, 49.9, TargetState.NeedsFocus)]
    // Before the baseline the line is where the baseline is.
    [InlineData(100.0, null, 50, Begin - 500_000, 50, TargetState.OnTrack)]
    // At the deadline and after it the tolerance is over.
    [InlineData(100.0, null, 50, Deadline, 100, TargetState.Achieved)]
    [InlineData(100.0, null, 50, Deadline, 99.999, TargetState.NeedsFocus)]
    [InlineData(100.0, null, 50, Deadline + 1, 99.999, TargetState.NeedsFocus)]
    [InlineData(100.0, null, 50, Deadline + 1, 101, TargetState.Achieved)]
    // At most 4, from 8.
    [InlineData(null, 4.0, 8, 1_500_000, 4, TargetState.Achieved)]
    [InlineData(null, 4.0, 8, 1_500_000, 6, TargetState.OnTrack)]
    [InlineData(null, 4.0, 8, 1_500_000, 6.2, TargetState.NeedsFocus)]
    // Between 20 and 24, from 30; then on the other side of the range.
    [InlineData(20.0, 24.0, 30, 1_500_000, 20, TargetState.Achieved)]
    [InlineData(20.0, 24.0, 30, 1_500_000, 24, TargetState.Achieved)]
    [InlineData(20.0, 24.0, 30, 1_500_000, 27, TargetState.OnTrack)]
    [InlineData(20.0, 24.0, 30, 1_500_000, 17, TargetState.OnTrack)]
    [InlineData(20.0, 24.0, 30, 1_500_000, 16, TargetState.NeedsFocus)]
    // A baseline that meets the target has only to be kept.
    [InlineData(100.0, null, 100, 1_500_000, 100, TargetState.Achieved)]
    [InlineData(100.0, null, 120, 1_500_000, 99, TargetState.NeedsFocus)]
    public void A_value_is_judged_by_the_target_and_the_line_to_it(double? lowest, double? highest, double baseline, long period, double value, TargetState expected) =>
        Assert.Equal(expected, TargetRule.Judge(Terms(new Goal(lowest, highest), baseline), period, value));

    [Fact]
    public void The_line_goes_straight_from_the_baseline_to_the_target_and_stays_there()
    {
        var terms = Terms(new Goal(100, null), 50);
        Assert.Equal([50, 50, 62.5, 100, 100], new[] { 0, Begin, 1_250_000, Deadline, Deadline + 5 }.Select(period => TargetRule.LineAt(terms, period)!.Value));
        Assert.Null(TargetRule.LineAt(Terms(new Goal(20, 24), 22), 1_500_000));
    }

    [Fact]
    public void A_better_value_is_never_judged_worse() => Prop.ForAll(Cases.ToArbitrary(), some =>
    {
        var (terms, period, one, other) = some;
        var (better, worse) = terms.Goal.Shortfall(one) <= terms.Goal.Shortfall(other) ? (one, other) : (other, one);
        Assert.True(TargetRule.Judge(terms, period, better) <= TargetRule.Judge(terms, period, worse), $"{some}");
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void What_is_on_track_once_was_so_or_better_at_any_earlier_time() => Prop.ForAll(Cases.ToArbitrary(), some =>
    {
        var (terms, period, value, _) = some;
        Assert.True(TargetRule.Judge(terms, period - 10_000, value) <= TargetRule.Judge(terms, period, value), $"{some}");
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void From_the_deadline_on_a_target_is_met_or_needs_focus() => Prop.ForAll(Cases.ToArbitrary(), some =>
    {
        var (terms, _, value, _) = some;
        var isMet = !(value < terms.Goal.Lowest) && !(value > terms.Goal.Highest);
        Assert.Equal(isMet ? TargetState.Achieved : TargetState.NeedsFocus, TargetRule.Judge(terms, terms.DeadlineMs, value));
    }).QuickCheckThrowOnFailure();

    private static Gen<(TargetTerms Terms, long Period, double One, double Other)> Cases
    {
        get
        {
            var number = Gen.Choose(-1_000, 1_000).Select(tenths => tenths / 10.0);
            var goal =
                from low in number
                from width in Gen.Choose(0, 500)
                from kind in Gen.Choose(0, 2)
                select kind switch { 0 => new Goal(low, null), 1 => new Goal(null, low), _ => new Goal(low, low + (width / 10.0)) };
            return
                from target in goal
                from baseline in number
                from period in Gen.Choose(900_000, 2_100_000)
                from one in number
                from other in number
                select (Terms(target, baseline), (long)period, one, other);
        }
    }

    private static TargetTerms Terms(Goal goal, double baseline) => new(new Milestone(Begin, baseline), goal, Deadline);
}
