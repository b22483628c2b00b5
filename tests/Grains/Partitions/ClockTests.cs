using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Grains.Tests.Partitions;

/// <summary>What messages tell of their device's clock; the proofs hold it against a naive recomputation.</summary>
public class ClockTests
{
    private const long MinuteMs = 60_000;
    private static readonly long s_noon = PartitionBench.NoonMs;

    [Fact]
    public void It_follows_a_clock_that_drifts_and_one_that_is_set_right()
    {
        using var bench = new PartitionBench(5);
        bench.Begin(s_noon);

        // A second a minute too fast, up to a minute and a half; a fifth of a second on the way, and now and then much longer.
        for (var minute = 0; minute < 90; minute++)
        {
            var atMs = s_noon + (minute * MinuteMs);
            Send(bench, atMs + 200 + (minute % 4 == 0 ? 20_000 : 0), atMs + (minute * 1_000));
            if (minute > 0) Assert.InRange(LeastDelayOf(bench), 0.2 - minute, 0.2 - minute + 1);
        }

        // What was ahead is seen until the quarter-hours in which it was are over.
        for (var minute = 90; minute < 125; minute++) Send(bench, s_noon + (minute * MinuteMs) + 200, s_noon + (minute * MinuteMs));
        Assert.Equal(0.2, LeastDelayOf(bench));
    }

    [Theory]
    [InlineData(120_000, -119.9)] // ahead, but taken
    [InlineData(7_200_000, -7_199.9)] // ahead, and all is refused
    [InlineData(-7_200_000, 7_200.1)]
    public void It_follows_a_clock_that_jumps_also_where_the_readings_are_refused(long jumpMs, double expected)
    {
        using var bench = new PartitionBench(5);
        bench.Begin(s_noon);
        for (var minute = 0; minute < 30; minute++) Send(bench, s_noon + (minute * MinuteMs) + 100, s_noon + (minute * MinuteMs));
        Assert.Equal(0.1, LeastDelayOf(bench));
        for (var minute = 30; minute < 75; minute++) Send(bench, s_noon + (minute * MinuteMs) + 100, s_noon + (minute * MinuteMs) + jumpMs);

        Assert.Equal(expected, LeastDelayOf(bench));
        Assert.Equal(jumpMs > 300_000 ? 45 : 0, bench.State.Ledger.Rejected.GetValueOrDefault(RejectReason.Future));
    }

    [Fact]
    public void Readings_that_had_gathered_do_not_hide_that_it_goes_right_and_no_number_is_too_large()
    {
        using var bench = new PartitionBench(5);
        bench.Begin(s_noon);
        Send(bench, s_noon + 100, s_noon - (600 * MinuteMs));
        Assert.Equal(36_000.1, LeastDelayOf(bench));
        Send(bench, s_noon + 150, s_noon);
        Assert.Equal(0.15, LeastDelayOf(bench));
        Send(bench, s_noon + 160, long.MinValue);
        Assert.Equal(0.15, LeastDelayOf(bench));
        Send(bench, s_noon + 170, long.MaxValue);
        Assert.InRange(LeastDelayOf(bench), -249 * 86_400, -248 * 86_400);
    }

    [Fact]
    public void A_device_that_tells_no_time_has_no_estimate_and_one_that_does_keeps_it_over_a_crash()
    {
        using var bench = new PartitionBench(5);
        bench.Begin(s_noon);
        bench.ReceiveStamped(s_noon, "AIR_TEMP", 20);
        Assert.Null(bench.State.LeastDelay);

        Send(bench, s_noon + 4_321, s_noon + 10_000);
        Assert.Equal(-5.68, LeastDelayOf(bench)); // rounded down to 10 ms
        _ = bench.Stored;
        bench.Kill();
        Assert.Equal(-5.68, LeastDelayOf(bench));
    }

    private static void Send(PartitionBench bench, long receiptMs, long timeMs) => bench.Receive(receiptMs, "AIR_TEMP", (timeMs, 20));

    private static double LeastDelayOf(PartitionBench bench) => bench.State.LeastDelay!.Value.TotalSeconds;
}
