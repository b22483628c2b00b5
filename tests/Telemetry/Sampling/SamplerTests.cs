using FsCheck;
using FsCheck.Fluent;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Readings;
using SmartSectors.Telemetry.Sampling;

namespace SmartSectors.Telemetry.Tests.Sampling;

public class SamplerTests
{
    private static readonly DateTimeOffset s_from = new(2026, 7, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset s_to = s_from.AddMinutes(100);

    [Fact]
    public void The_least_and_greatest_of_each_bucket_are_kept_in_their_order()
    {
        // Ten minutes a bucket.
        var kept = Sample(Downsampling.MinMax, 20, [(0, 5), (1, 9), (2, 1), (3, 9), (10, 4), (11, 4), (25, 3), .. Enumerable.Range(30, 20).Select(minute => (minute, 7.0))]);
        Assert.Equal([(1, 9), (2, 1), (10, 4), (25, 3), (30, 7), (40, 7)], kept);
    }

    [Fact]
    public void The_largest_triangle_of_each_bucket_is_kept_and_both_ends()
    {
        // 50 minutes a bucket: the first reading, the peak, the trough, the last one.
        var kept = Sample(Downsampling.Lttb, 4, [(0, 5), (10, 5), (20, 9), (30, 5), (50, 5), (60, 5), (70, 1), (80, 5), (90, 5)]);
        Assert.Equal([(0, 5), (20, 9), (70, 1), (90, 5)], kept);
    }

    [Theory]
    [InlineData(Downsampling.MinMax)]
    [InlineData(Downsampling.Lttb)]
    public void What_has_room_is_kept_as_it_is(Downsampling method)
    {
        (int, double)[] readings = [(0, 5), (0, 5), (1, 5), (99, 7)];
        Assert.Equal(readings, Sample(method, 4, readings));
        Assert.Empty(Sample(method, 4, []));
    }

    [Theory]
    [InlineData(Downsampling.MinMax)]
    [InlineData(Downsampling.Lttb)]
    public void Any_sample_is_small_and_made_of_the_readings(Downsampling method) => Prop.ForAll(
        Gen.Choose(-50, 50).Select(tenths => tenths / 10.0).ArrayOf().ToArbitrary(), Gen.Choose(4, 30).ToArbitrary(), (values, points) =>
        {
            var readings = values.Take(100).Select((value, minute) => (Minute: minute, Value: value)).ToArray();
            var kept = Sample(method, points, readings);
            Assert.InRange(kept.Count, Math.Min(readings.Length, 1), Math.Max(points, 1));
            Assert.Equal(kept.Distinct().OrderBy(reading => reading.Minute), kept);
            Assert.Empty(kept.Except(readings));
            if (readings.Length <= points) Assert.Equal(readings, kept);
            if (readings.Length == 0) return;
            if (method is Downsampling.MinMax)
                Assert.Equal((readings.Min(reading => reading.Value), readings.Max(reading => reading.Value)), (kept.Min(reading => reading.Value), kept.Max(reading => reading.Value)));
            else Assert.Equal((readings[0], readings[^1]), (kept[0], kept[^1]));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void A_gap_is_where_readings_are_further_apart_than_a_value_holds()
    {
        var gaps = new GapFinder(s_from, TimeSpan.FromMinutes(3));
        foreach (var minute in (int[])[3, 6, 10, 11]) gaps.Note(s_from.AddMinutes(minute));
        gaps.End(s_from.AddMinutes(15));
        Assert.Equal([(6, 10), (11, 15)], gaps.Gaps.Select(gap => ((int)(gap.From - s_from).TotalMinutes, (int)(gap.To - s_from).TotalMinutes)));
    }

    private static List<(int Minute, double Value)> Sample(Downsampling method, int points, (int Minute, double Value)[] readings)
    {
        var sampler = ReadingSampler.Of(method, s_from, s_to, points);
        foreach (var (minute, value) in readings) sampler.Add(new ReadingPoint(s_from.AddMinutes(minute), value, ReadingFlag.Pass));
        Assert.Equal(readings.Length, sampler.Taken);
        return [.. sampler.Finish().Select(point => ((int)(point.Time - s_from).TotalMinutes, point.Value))];
    }
}
