using SmartSectors.Grains.Tests.Proofs;
using SmartSectors.Grains.Tests.Support;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Grains.Tests.Partitions;

public class LateBatchTests
{
    private static readonly long s_midnightMs = PartitionBench.NoonMs - (12 * 3_600_000);

    [Fact]
    public void Late_readings_on_both_sides_of_midnight_end_each_others_hold()
    {
        using var bench = new PartitionBench(0);
        bench.Begin(PartitionBench.NoonMs);
        bench.Receive(
            PartitionBench.NoonMs + 1, "AIR_TEMP",
            [.. Enumerable.Range(1, 8).Select(minute => (PartitionBench.NoonMs - (minute * 60_000), 20.0))]);

        // Period 600 s: the first would hold to 00:20, but the second comes at 00:05.
        bench.Receive(PartitionBench.NoonMs + 2, "AIR_TEMP", (s_midnightMs - 600_000, 10), (s_midnightMs + 300_000, 30));
        for (var minute = 1; minute < 5; minute++) bench.Tick(PartitionBench.NoonMs + (minute * 60_000));

        var (_, _, content) = bench.Stored.Cells[new NaiveKey(
            bench.Site(1), PartitionBench.Indicator("AIR_TEMP").Number, Window.QuarterHour, s_midnightMs)];
        var cell = Cells.Decode(content);
        Assert.Equal(900_000, cell.OwnWeight);
        Assert.Equal((Int128)((10 * 300_000L) + (30 * 600_000L)) * 1_000_000, cell.OwnSum);
    }
}
