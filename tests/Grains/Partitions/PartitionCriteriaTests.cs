using SmartSectors.Grains.Tests.Proofs;
using SmartSectors.Grains.Tests.Support;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Quality.Criteria;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Grains.Tests.Partitions;

/// <summary>Air temperature is reported each ten minutes: two slots begin in the first quarter-hour, one in the second.</summary>
public class PartitionCriteriaTests
{
    private const string Code = "AIR_TEMP";
    private const long MinuteMs = 60_000;
    private const long QuarterMs = 15 * MinuteMs;

    private static readonly long s_noonMs = PartitionBench.NoonMs;

    [Fact]
    public void A_quarter_hour_says_how_much_was_accepted_passed_late_and_alive()
    {
        using var bench = new PartitionBench(3);
        bench.Begin(s_noonMs);
        bench.Receive(s_noonMs + 5_000, Code, (s_noonMs, 20), (s_noonMs, 20), (s_noonMs, 21));
        bench.Receive(s_noonMs + (10 * MinuteMs), Code, (s_noonMs + (10 * MinuteMs), 20.2));
        bench.Tick(s_noonMs + QuarterMs);

        var open = CriteriaAt(bench, Window.QuarterHour, s_noonMs)!;
        Assert.Equal((null, 0.5, 2L), (open.Correct.Quotient, open.Clean.Quotient, open.Clean.Weight)); // two of four
        Assert.Equal((1L, 1L, 1L, 1L), (open.Asked, open.Alive, open.Prompt, open.Delays.Count));

        bench.Tick(s_noonMs + QuarterMs + (5 * MinuteMs));
        Assert.Equal((1.0, 2L), (CriteriaAt(bench, Window.QuarterHour, s_noonMs)!.Correct.Quotient, CriteriaAt(bench, Window.QuarterHour, s_noonMs)!.Correct.Weight));
        bench.Tick(s_noonMs + (20 * QuarterMs));
        Assert.Equal(1.0, CriteriaAt(bench, Window.Hour, s_noonMs)!.Correct.Quotient);
    }

    [Fact]
    public void Whether_it_lives_is_asked_each_quarter_hour_and_not_where_the_platform_was_down()
    {
        using var bench = new PartitionBench(3);
        bench.Begin(s_noonMs);
        bench.Receive(s_noonMs, Code, (s_noonMs, 20));
        bench.Tick(s_noonMs + QuarterMs);
        bench.Tick(s_noonMs + (2 * QuarterMs)); // three periods to the millisecond
        bench.Tick(s_noonMs + (3 * QuarterMs));
        bench.Start(s_noonMs + (4 * QuarterMs));
        bench.Tick(s_noonMs + (6 * QuarterMs)); // two ends at once: its clock stood still

        Assert.Equal(
            [(1L, 1L), (1L, 1L), (1L, 0L), (0L, 0L), (0L, 0L)],
            Enumerable.Range(0, 5).Select(i => CriteriaAt(bench, Window.QuarterHour, s_noonMs + (i * QuarterMs))).Select(criteria => (criteria?.Asked ?? 0, criteria?.Alive ?? 0)));
    }

    [Fact]
    public void A_device_that_its_gateway_took_leave_of_does_not_live()
    {
        using var bench = new PartitionBench(3);
        bench.Begin(s_noonMs);
        bench.Leave(s_noonMs + 1_000, Code, 20);
        bench.Tick(s_noonMs + QuarterMs);
        var criteria = CriteriaAt(bench, Window.QuarterHour, s_noonMs)!;
        Assert.Equal((1L, 0L), (criteria.Asked, criteria.Alive));
    }

    [Fact]
    public void What_an_earlier_version_began_gets_no_criteria_and_what_follows_does()
    {
        using var bench = new PartitionBench(3);
        bench.Begin(s_noonMs);
        bench.Receive(s_noonMs, Code, (s_noonMs, 20));
        _ = bench.Stored; // commits
        // Of what follows each is a byte here: the moment itself, schemes, what was kept, what was taken in, what is derived.
        bench.Kill(path => StoredHead.Age(path, format: 1, lacking: 5));
        Assert.Equal(s_noonMs + QuarterMs, bench.Partition.CriteriaFromMs);

        bench.Receive(s_noonMs + MinuteMs, Code, (s_noonMs + MinuteMs, 20));
        bench.Receive(s_noonMs + QuarterMs, Code, (s_noonMs + QuarterMs, 20));
        bench.Receive(s_noonMs + (2 * QuarterMs), Code, (s_noonMs + (2 * QuarterMs), 20), (s_noonMs + (5 * MinuteMs), 20));
        bench.Tick(s_noonMs + (20 * QuarterMs));

        Assert.Null(CriteriaAt(bench, Window.QuarterHour, s_noonMs));
        var next = CriteriaAt(bench, Window.QuarterHour, s_noonMs + QuarterMs)!;
        Assert.Equal((1.0, 1.0, 1L), (next.Correct.Quotient, next.Clean.Quotient, next.Alive));
        Assert.Equal(1.0, CriteriaAt(bench, Window.Hour, s_noonMs)!.Clean.Quotient);

        _ = bench.Stored;
        bench.Kill();
        Assert.Equal(s_noonMs + QuarterMs, bench.Partition.CriteriaFromMs);
    }

    private static CellCriteria? CriteriaAt(PartitionBench bench, Window window, long startMs) =>
        bench.Stored.Cells.TryGetValue(new NaiveKey(bench.Site(1), PartitionBench.Indicator(Code).Number, window, startMs), out var cell)
            ? Support.Cells.Decode(cell.Content).Criteria
            : null;
}
