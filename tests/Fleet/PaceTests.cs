using SmartSectors.Fleet.Paced;

namespace SmartSectors.Fleet.Tests;

public class PaceTests
{
    private static readonly TimeSpan[] s_periods =
        [.. Enumerable.Range(0, 300).Select(i => TimeSpan.FromSeconds(i % 3 == 0 ? 30 : i % 3 == 1 ? 600 : 3_600))];

    [Theory]
    [InlineData(0.5)]
    [InlineData(100)]
    [InlineData(5_000)]
    public void All_devices_together_make_the_rate(double rate) =>
        Assert.Equal(rate, Pace.ForRate(s_periods, rate).Sum(interval => 1 / interval), rate / 1_000);

    [Fact]
    public void At_a_lively_rate_nobody_waits_long_and_faster_devices_stay_faster()
    {
        var intervals = Pace.ForRate(s_periods, 100);

        Assert.True(intervals.Max() <= Pace.LongestWait.TotalSeconds);
        Assert.True(intervals[0] < intervals[1] && intervals[1] <= intervals[2]);
    }

    [Fact]
    public void A_speedup_shortens_each_nominal_period() =>
        Assert.Equal([3, 60, 360], Pace.ForSpeedup(s_periods, 10).Take(3).Select(interval => (int)Math.Round(interval)));
}
