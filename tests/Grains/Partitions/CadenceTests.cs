using SmartSectors.Grains.Tests.Proofs;
using SmartSectors.Grains.Tests.Support;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Grains.Tests.Partitions;

public class CadenceTests
{
    [Theory] // A partition's seconds begin at a moment of its own: 0, 500 and 984 ms.
    [InlineData(0)]
    [InlineData(32)]
    [InlineData(63)]
    public void Under_steady_traffic_an_open_minute_is_published_every_five_seconds(int partition)
    {
        using var bench = new PartitionBench(partition);
        bench.Begin(PartitionBench.NoonMs);
        for (var at = PartitionBench.NoonMs + 100; at <= PartitionBench.NoonMs + 11_000; at += 100)
            bench.Receive(at, "AXLE_LOAD", (at, 5));

        var (_, isFinal, content) = bench.Stored.Cells[new NaiveKey(
            bench.Site(1), PartitionBench.Indicator("AXLE_LOAD").Number, Window.Minute, PartitionBench.NoonMs)];
        Assert.False(isFinal);
        Assert.InRange(Cells.Decode(content).Count, 89, 110);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(32)]
    [InlineData(63)]
    public void Under_steady_traffic_a_late_reading_revises_its_closed_minute_within_a_minute(int partition)
    {
        using var bench = new PartitionBench(partition);
        bench.Begin(PartitionBench.NoonMs);
        bench.Receive(PartitionBench.NoonMs, "AXLE_LOAD", (PartitionBench.NoonMs - 600_000, 5));
        for (var at = PartitionBench.NoonMs; at <= PartitionBench.NoonMs + 61_000; at += 100) bench.Tick(at);

        var (revision, isFinal, content) = bench.Stored.Cells[new NaiveKey(
            bench.Site(1), PartitionBench.Indicator("AXLE_LOAD").Number, Window.Minute, PartitionBench.NoonMs - 600_000)];
        Assert.Equal((1, true, 1L), (revision, isFinal, Cells.Decode(content).Count));
    }
}
