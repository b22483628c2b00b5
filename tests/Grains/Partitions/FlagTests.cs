using SmartSectors.Grains.Partitions;
using SmartSectors.Grains.Tests.Proofs;
using SmartSectors.Grains.Tests.Support;
using SmartSectors.Telemetry.Quality;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Grains.Tests.Partitions;

/// <summary>Salinity has a spike test whose limits are 4 and 10, a reading each quarter-hour and the greatest as its own value.</summary>
public class FlagTests
{
    private const string Code = "WATER_SALINITY";
    private const long QuarterMs = 900_000;

    private static readonly long s_noonMs = PartitionBench.NoonMs;

    [Fact]
    public void A_spike_is_known_one_reading_later_and_leaves_the_cells_that_are_closed()
    {
        using var bench = WithSpike();
        bench.Tick(s_noonMs + (5 * QuarterMs));

        var spike = Readings(bench)[1];
        Assert.Equal((15, ReadingFlag.Fail), (spike.Value, spike.Flag));
        Assert.Equal(ReadingFlag.Fail, spike.Findings[QualityTest.Spike]);

        var (revision, isFinal, minute) = CellAt(bench, Window.Minute, s_noonMs + QuarterMs);
        Assert.Equal((1, true), (revision, isFinal));
        Assert.Equal((0L, 1L, 0L), (minute.Count, minute.Fail, minute.Devices));
        var (_, _, hour) = CellAt(bench, Window.Hour, s_noonMs);
        Assert.Equal((2L, 1L, 1.5), (hour.Count, hour.Fail, hour.Max));
    }

    [Fact]
    public void A_late_reading_beside_a_spike_takes_it_back_into_its_cells()
    {
        using var bench = WithSpike();
        bench.Receive(s_noonMs + (3 * QuarterMs), Code, (s_noonMs + QuarterMs + 300_000, 14));
        bench.Tick(s_noonMs + (5 * QuarterMs));

        Assert.Equal(
            [(1, false), (15, false), (14, false), (1.5, false)],
            Readings(bench).Select(reading => (reading.Value, reading.Flag == ReadingFlag.Fail)));
        var (_, _, hour) = CellAt(bench, Window.Hour, s_noonMs);
        Assert.Equal((4L, 0L, 15.0, 1L), (hour.Count, hour.Fail, hour.Max, hour.Devices));
    }

    [Fact]
    public void A_spike_in_an_open_minute_never_shows_in_it()
    {
        using var bench = new PartitionBench(3);
        bench.Begin(s_noonMs);
        bench.Receive(s_noonMs + 1, Code, (s_noonMs, 1), (s_noonMs + 10_000, 15), (s_noonMs + 20_000, 1));
        bench.Tick(s_noonMs + 30_000);

        var (revision, isFinal, minute) = CellAt(bench, Window.Minute, s_noonMs);
        Assert.Equal((0, false), (revision, isFinal));
        Assert.Equal((2L, 1L, 1.0), (minute.Count, minute.Fail, minute.Max));
    }

    [Fact]
    public void A_sleeping_device_stays_in_a_minute_that_is_made_anew()
    {
        using var bench = new PartitionBench(3);
        bench.Begin(s_noonMs);
        bench.Receive(s_noonMs + 1, Code, device: 2, (s_noonMs + 5_000, 2));
        bench.Receive(s_noonMs + 1, Code, device: 1, (s_noonMs - QuarterMs, 1), (s_noonMs, 3));
        for (var minute = 1; minute < 180; minute++)
        {
            bench.Tick(s_noonMs + (minute * 60_000));
            _ = bench.Stored; // Only what a commit holds may sleep.
        }

        // Late by hours, it makes the reading of noon a spike.
        bench.Receive(s_noonMs + (12 * QuarterMs), Code, device: 1, (s_noonMs + 300_000, -0.0), (s_noonMs - 300_000, 30), (s_noonMs - 200_000, -0.0));
        bench.Receive(s_noonMs + (12 * QuarterMs) + 1, Code, device: 1, (s_noonMs + 100, 30), (s_noonMs - 100, 30));
        bench.Tick(s_noonMs + (17 * QuarterMs));

        var (_, _, minuteOfNoon) = CellAt(bench, Window.Minute, s_noonMs);
        Assert.True(minuteOfNoon.Fail > 0);
        Assert.Contains(2.0, (double[])[minuteOfNoon.Min, minuteOfNoon.Max]);
    }

    private static PartitionBench WithSpike()
    {
        var bench = new PartitionBench(3);
        bench.Begin(s_noonMs);
        bench.Receive(s_noonMs + 1, Code, (s_noonMs, 1));
        bench.Receive(s_noonMs + QuarterMs + 1, Code, (s_noonMs + QuarterMs, 15));
        bench.Receive(s_noonMs + (2 * QuarterMs) + 1, Code, (s_noonMs + (2 * QuarterMs), 1.5));
        return bench;
    }

    private static List<StoredReading> Readings(PartitionBench bench) =>
        bench.Stored.Readings[(bench.Device(1), PartitionBench.Indicator(Code).Number)];

    private static (int Revision, bool IsFinal, SmartSectors.Telemetry.Cells.Cell Content) CellAt(PartitionBench bench, Window window, long startMs)
    {
        var (revision, isFinal, content) = bench.Stored.Cells[new NaiveKey(bench.Site(1), PartitionBench.Indicator(Code).Number, window, startMs)];
        return (revision, isFinal, Cells.Decode(content));
    }
}
