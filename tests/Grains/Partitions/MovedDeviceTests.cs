using SmartSectors.Grains.Tests.Proofs;
using SmartSectors.Grains.Tests.Support;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Grains.Tests.Partitions;

public class MovedDeviceTests
{
    private const long MinuteMs = 60_000;

    [Fact]
    public void What_is_stored_stays_with_the_old_site_even_when_the_move_is_dated_before_it()
    {
        using var bench = new PartitionBench(5);
        var noon = PartitionBench.NoonMs;
        bench.Begin(noon);
        bench.Receive(noon + 1, "AIR_TEMP", (noon - (2 * MinuteMs), 20), (noon, 22));
        bench.Move(noon + 2, site: 2, fromMs: noon - (60 * MinuteMs));
        bench.Receive(noon + 3, "AIR_TEMP", (noon - MinuteMs, 21), (noon + MinuteMs, 23));
        bench.Tick(noon + (60 * MinuteMs));

        Assert.Equal((2L, 2L * MinuteMs), Quarter(bench, 1, noon - (15 * MinuteMs)));
        Assert.Equal((1L, MinuteMs), Quarter(bench, 1, noon));
        Assert.Equal((1L, 14 * MinuteMs), Quarter(bench, 2, noon));
    }

    [Theory] // The device moves at 12:05, within its slot from 12:00 to 12:10; the readings come in either order.
    [InlineData(2, 7)]
    [InlineData(7, 2)]
    public void A_slot_belongs_to_the_site_where_the_device_was_at_its_start(int firstMinute, int secondMinute)
    {
        using var bench = new PartitionBench(5);
        var noon = PartitionBench.NoonMs;
        bench.Begin(noon);
        bench.Receive(noon + 1, "AIR_TEMP", (noon - (10 * MinuteMs), 20));
        bench.Move(noon + 2, site: 2, fromMs: noon + (5 * MinuteMs));
        bench.Receive(noon + (8 * MinuteMs), "AIR_TEMP", (noon + (firstMinute * MinuteMs), 21));
        bench.Receive(noon + (8 * MinuteMs), "AIR_TEMP", (noon + (secondMinute * MinuteMs), 22));
        bench.Tick(noon + (60 * MinuteMs));

        Assert.Equal((1L, 1L), Slots(bench, 1, noon));
        Assert.Equal((1L, 0L), Slots(bench, 2, noon)); // 12:10, in which nothing came
    }

    [Fact]
    public void A_device_that_moved_sleeps_and_its_silence_counts_where_it_is_now()
    {
        using var bench = new PartitionBench(5);
        var noon = PartitionBench.NoonMs;
        bench.Begin(noon);
        bench.Receive(noon, "AIR_TEMP", (noon, 20));
        bench.Move(noon + 1, site: 2, fromMs: noon + (10 * MinuteMs));
        for (var minute = 1; minute <= 240; minute++)
        {
            bench.Receive(noon + (minute * MinuteMs), "AIR_TEMP", device: 2, (noon + (minute * MinuteMs), 21));
            _ = bench.Stored;
        }

        Assert.Equal(1, bench.Partition.ActiveDeviceCount);
        bench.Kill();
        Assert.Equal(1, bench.Partition.ActiveDeviceCount);
        bench.Tick(noon + (300 * MinuteMs));
        var late = noon + (210 * MinuteMs);
        Assert.Equal((2L, 0L), Slots(bench, 2, late)); // two slots of ten minutes begin there
        Assert.Equal((0L, 2L), (Cell(bench, 2, late).Criteria!.Alive, Cell(bench, 1, late).Criteria!.Asked + Cell(bench, 2, late).Criteria!.Asked));

        bench.Receive(noon + (301 * MinuteMs), "AIR_TEMP", (noon + (301 * MinuteMs), 22));
        bench.Receive(noon + (302 * MinuteMs), "AIR_TEMP", (noon + (5 * MinuteMs), 23)); // of before the move
        bench.Tick(noon + (310 * MinuteMs));
        Assert.Equal(2 + 14, Cell(bench, 1, noon).Count);
    }

    private static (long Count, long Weight) Quarter(PartitionBench bench, int site, long startMs)
    {
        var cell = Cell(bench, site, startMs);
        return (cell.Count, (long)cell.OwnWeight);
    }

    private static (long Expected, long Received) Slots(PartitionBench bench, int site, long startMs)
    {
        var cell = Cell(bench, site, startMs);
        return (cell.Expected, cell.Received);
    }

    private static SmartSectors.Telemetry.Cells.Cell Cell(PartitionBench bench, int site, long startMs) =>
        Cells.Decode(bench.Stored.Cells[new NaiveKey(
            bench.Site(site), PartitionBench.Indicator("AIR_TEMP").Number, Window.QuarterHour, startMs)].Content);
}
