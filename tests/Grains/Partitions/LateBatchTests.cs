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
        bench.Receive(PartitionBench.NoonMs + 2, "AIR_TEMP", (s_midnightMs - 600_000, 10), (s_midnightMs + 300_000, 15));
        for (var minute = 1; minute < 5; minute++) bench.Tick(PartitionBench.NoonMs + (minute * 60_000));

        var (_, _, content) = bench.Stored.Cells[new NaiveKey(
            bench.Site(1), PartitionBench.Indicator("AIR_TEMP").Number, Window.QuarterHour, s_midnightMs)];
        var cell = Cells.Decode(content);
        Assert.Equal(900_000, cell.OwnWeight);
        Assert.Equal((Int128)((10 * 300_000L) + (15 * 600_000L)) * 1_000_000, cell.OwnSum);
    }

    [Fact]
    public void A_reading_that_was_overtaken_by_one_is_decided_at_once()
    {
        using var bench = new PartitionBench(0);
        var noon = PartitionBench.NoonMs;
        bench.Begin(noon);
        bench.Receive(noon + 1, "AIR_TEMP", [.. ((int[])[0, 10, 20, 40, 30]).Select(minute => (noon - ((50 - minute) * 60_000), 20 + (minute / 10.0)))]);
        Assert.Equal((5, 0), (bench.State.Ledger.Stored, bench.State.Ledger.Pending));

        // Beside the ring's oldest: whether that is a spike now depends on what came before it.
        bench.Receive(noon + 2, "AIR_TEMP", (noon - (45 * 60_000), 20.5));
        Assert.Equal((5, 1), (bench.State.Ledger.Stored, bench.State.Ledger.Pending));
        bench.Tick(noon + 1_000);
        Assert.Equal((6, 0), (bench.State.Ledger.Stored, bench.State.Ledger.Pending));
    }

    [Fact]
    public void A_late_value_that_was_held_already_revises_only_what_it_changes()
    {
        using var bench = new PartitionBench(0);
        var noon = PartitionBench.NoonMs;
        bench.Begin(noon - 3_600_000);
        bench.Receive(noon - 3_600_000 + 1, "AIR_TEMP", (noon - 3_600_000, 20));
        bench.Tick(noon);

        // Held from 11:00 to 11:30; the same again at 11:10 holds it to 11:40.
        bench.Receive(noon + 1, "AIR_TEMP", (noon - 3_000_000, 20));
        bench.Tick(noon + 120_000);

        Assert.Equal([1, 0, 1], ((int[])[0, 15, 30]).Select(minute => bench.Stored.Cells[new NaiveKey(
            bench.Site(1), PartitionBench.Indicator("AIR_TEMP").Number, Window.QuarterHour, noon - 3_600_000 + (minute * 60_000))].Revision));
    }
}
