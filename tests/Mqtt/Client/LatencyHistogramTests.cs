using FsCheck;
using FsCheck.Fluent;

namespace SmartSectors.Mqtt.Tests.Client;

public sealed class LatencyHistogramTests
{
    [Fact]
    public void A_percentile_is_never_below_the_true_one_and_at_most_a_thirtieth_above() =>
        Prop.ForAll(
            Gen.Choose(0, 20_000_000).NonEmptyListOf().ToArbitrary(),
            Gen.Elements(1.0, 50, 99, 99.9, 100).ToArbitrary(),
            (microseconds, percent) =>
            {
                var histogram = new LatencyHistogram();
                foreach (var latency in microseconds) histogram.Record(TimeSpan.FromMicroseconds(latency));
                var sorted = microseconds.Order().ToArray();
                var exact = sorted[Math.Max(1, (int)Math.Ceiling(sorted.Length * percent / 100)) - 1];

                var found = histogram.Percentile(percent).TotalMicroseconds;
                Assert.InRange(found, exact, exact * (1 + 1.0 / 30));
                Assert.Equal(sorted[^1], histogram.Max.TotalMicroseconds);
            }).QuickCheckThrowOnFailure();

    [Fact]
    public void Two_added_are_one_that_saw_both()
    {
        var one = new LatencyHistogram();
        var other = new LatencyHistogram();
        var both = new LatencyHistogram();
        for (var latency = 1; latency < 1000; latency++)
        {
            (latency % 3 == 0 ? one : other).Record(TimeSpan.FromMicroseconds(latency * latency));
            both.Record(TimeSpan.FromMicroseconds(latency * latency));
        }

        one.Add(other);
        Assert.Equal(both.Count, one.Count);
        Assert.Equal(both.Percentile(50), one.Percentile(50));
        Assert.Equal(both.Percentile(99.9), one.Percentile(99.9));
    }

    [Fact]
    public void Nothing_counted_is_zero() => Assert.Equal(TimeSpan.Zero, new LatencyHistogram().Percentile(50));
}
