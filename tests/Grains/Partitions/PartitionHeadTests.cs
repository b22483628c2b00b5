using SmartSectors.Grains.Tests.Proofs;
using SmartSectors.Grains.Tests.Support;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Grains.Tests.Partitions;

/// <summary>What earlier versions wrote of a partition's own scalars stays readable; format 1 is tried with the criteria.</summary>
public class PartitionHeadTests
{
    private static readonly long s_noonMs = PartitionBench.NoonMs;

    [Fact]
    public void A_head_from_before_schemes_were_records_goes_on_without_any()
    {
        using var bench = new PartitionBench(3);
        bench.Begin(s_noonMs);
        bench.Receive(s_noonMs, "SOIL_MOISTURE", (s_noonMs, 20));
        _ = bench.Stored; // commits
        bench.Kill(path => StoredHead.Age(path, format: 2, lacking: 4)); // no scheme, nothing kept, nothing taken in

        Assert.Empty(bench.Partition.Schemes);
        bench.Receive(s_noonMs + 60_000, "SOIL_MOISTURE", (s_noonMs + 60_000, 21));
        Assert.Equal(2, bench.Stored.Readings.Values.Single().Count);
    }

    [Fact]
    public void A_head_from_before_anything_was_derived_derives_from_what_is_measured_later()
    {
        using var bench = new PartitionBench(3);
        var beginMs = s_noonMs - (16 * 60_000);
        bench.Begin(beginMs);
        bench.Receive(beginMs, "VEHICLE_SPEED", (beginMs, 40), (beginMs + 30_000, 40));
        _ = bench.Stored; // commits
        bench.Kill(path => StoredHead.Age(path, format: 3, lacking: 1));

        var fromMs = bench.ClockMs + 300_001;
        Assert.Equal(fromMs, bench.Partition.TravelFromMs(PartitionBench.Indicator("VEHICLE_SPEED").Number));
        bench.Receive(beginMs + 1_000, "VEHICLE_SPEED", (beginMs + 15_000, 0)); // late, among what nothing was derived from
        bench.Receive(fromMs + 60_000, "VEHICLE_SPEED", (fromMs - 1, 40), (fromMs, 0), (fromMs + 30_000, 40), (fromMs + 330_000, 40));
        bench.Tick(fromMs + 60 * 60_000);
        bench.Kill();
        Assert.Equal(fromMs, bench.Partition.TravelFromMs(PartitionBench.Indicator("VEHICLE_SPEED").Number));

        Assert.Equal((1_000_000, 2), Trips(bench, s_noonMs - (30 * 60_000))); // what this version booked before it was made the earlier one
        Assert.Equal((1_000_000, 3), Trips(bench, s_noonMs - (15 * 60_000))); // the last of those that count begins one
    }

    private static (Int128 Sum, Int128 Weight) Trips(PartitionBench bench, long quarterMs)
    {
        var key = new NaiveKey(bench.Site(1), PartitionBench.Indicator("TRIPS").Number, Window.QuarterHour, quarterMs);
        var cell = Cells.Decode(bench.Stored.Cells[key].Content);
        return (cell.OwnSum, cell.OwnWeight);
    }
}
