using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using SmartSectors.Faults.Tests.Support;
using SmartSectors.Grains.Partitions;
using SmartSectors.Storage.Influx;
using SmartSectors.Storage.Queries;
using SmartSectors.Telemetry.Areas;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Quality;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Readings;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Storage.Tests.Influx;

/// <summary>The whole sink, with Debian's influxd.</summary>
public sealed class InfluxSinkTests
{
    [Fact]
    public async Task Readings_arrive_with_flags_and_findings_and_again_when_they_change()
    {
        using var influx = new RealInflux();
        using var stores = new SunkStores();
        var spike = QualityFlags.Of(QualityTest.Spike, ReadingFlag.Suspect);
        stores.Commit(3, ("cảm biến, 1=\"x\" 'y' \\", SunkStores.Moisture, SunkStores.StartMs, 30.1, spike));
        stores.Commit(4, ("probe-2", SunkStores.Rain, SunkStores.StartMs, -0.0, default), ("probe-2", SunkStores.Rain, SunkStores.StartMs + 1, 1e300, default));

        using var sink = Sink(stores, influx.Options("smartsectors"));
        await sink.StartAsync(default);
        await InStepAsync(sink);
        Assert.Equal(stores.Expected, await StoredReadings.OfAsync(influx.Options("smartsectors"), stores.Expected.Keys));

        stores.Commit(3, ("cảm biến, 1=\"x\" 'y' \\", SunkStores.Moisture, SunkStores.StartMs, 30.1, QualityFlags.Of(QualityTest.Spike, ReadingFlag.Pass)));
        await InStepAsync(sink);
        Assert.Equal(stores.Expected, await StoredReadings.OfAsync(influx.Options("smartsectors"), stores.Expected.Keys));
        Assert.False(sink.Current().Degraded);
        await sink.StopAsync(default);
    }

    [Fact]
    public async Task What_is_erased_is_deleted_there_whether_it_was_sent_or_comes_in_an_outage()
    {
        const string Odd = "cảm biến, 1=\"x\" 'y' \\";
        using var influx = new RealInflux();
        using var stores = new SunkStores(options => options with { CompactionFanOut = 2, MovedReadings = 1, MovedReadingsPerSeries = 1 });
        for (var hour = 0; hour < 48; hour++)
        {
            foreach (var device in (string[])[Odd, "probe-2"])
                stores.Commit(3, (device, SunkStores.Moisture, SunkStores.StartMs + (hour * WindowCalendar.HourMs), hour, default), (device, SunkStores.Rain, SunkStores.StartMs + (hour * WindowCalendar.HourMs), hour / 10.0, default));
        }

        var keys = stores.Expected.Keys.ToList();
        using var sink = Sink(stores, influx.Options("smartsectors"));
        await sink.StartAsync(default);
        await InStepAsync(sink);
        stores.Erase(3, Odd, SunkStores.StartMs + (5 * WindowCalendar.HourMs), SunkStores.StartMs + (9 * WindowCalendar.HourMs));
        stores.Commit(3, (Odd, SunkStores.Moisture, SunkStores.StartMs + (100 * WindowCalendar.HourMs), 1, default));
        await InStepAsync(sink);
        Assert.Equal(stores.Expected, await StoredReadings.OfAsync(influx.Options("smartsectors"), keys.Concat(stores.Expected.Keys)));

        influx.Kill();
        stores.Commit(3, ("probe-2", SunkStores.Moisture, SunkStores.StartMs + (200 * WindowCalendar.HourMs), 1, default));
        stores.Erase(3, Odd, long.MinValue, SunkStores.StartMs + (300 * WindowCalendar.HourMs));
        stores.Commit(3, (Odd, SunkStores.Moisture, SunkStores.StartMs + (400 * WindowCalendar.HourMs), 1, default));
        await influx.StartAsync();
        await InStepAsync(sink);
        Assert.Equal(stores.Expected, await StoredReadings.OfAsync(influx.Options("smartsectors"), keys.Concat(stores.Expected.Keys)));
        Assert.Equal((48 * 2) + 1 + 1, stores.Expected.Count);
        await sink.StopAsync(default);
    }

    /// <summary>An hour and a half of 200 devices that send every 10 s, in the stores' time; influxd is killed under them thrice, once for an hour.</summary>
    [Fact]
    public async Task After_an_hour_without_influxd_under_load_both_sides_have_the_same()
    {
        using var influx = new RealInflux();
        using var stores = new SunkStores(options => options with { MovedReadings = 2_000, MovedReadingsPerSeries = 20 });
        using var sink = Sink(stores, influx.Options("smartsectors"));
        await sink.StartAsync(default);
        for (var tick = 0; tick < 90 * 6; tick++)
        {
            stores.Clock.NowMs += 10_000;
            for (var partition = 0; partition < 4; partition++)
            {
                stores.Commit(partition, Enumerable.Range(0, 50).Select(i =>
                    ($"probe-{partition}-{i}", SunkStores.Moisture, stores.Clock.NowMs + i, Math.Round(30 + (tick * 0.1), 1), QualityFlags.Of(QualityTest.GrossRange, ReadingFlag.Pass))));
            }

            switch (tick)
            {
                case 5 * 6 or 8 * 6:
                    influx.Kill();
                    await influx.StartAsync();
                    break;
                case 15 * 6:
                    influx.Kill();
                    break;
                case 75 * 6:
                    Assert.True((await StatusAsync(sink, status => status.BacklogReadings > 50 * 4 * 60 * 6 * 0.95)).Degraded);
                    await influx.StartAsync();
                    break;
            }
        }

        await InStepAsync(sink);
        var stored = await StoredReadings.OfAsync(influx.Options("smartsectors"), stores.Expected.Keys);
        Assert.Equal(90 * 6 * 4 * 50, stored.Count);
        Assert.Equal(stores.Expected, stored);
        Assert.False(sink.Current().Degraded);
        Assert.Equal(0, sink.Current().RefusedLines);
        await sink.StopAsync(default);
    }

    [Fact]
    public async Task Old_readings_are_asked_of_InfluxDB_once_it_has_them_and_of_the_partitions_until_then()
    {
        using var influx = new RealInflux();
        using var stores = new SunkStores();
        influx.Kill();
        stores.Clock.NowMs = SunkStores.StartMs + (40 * WindowCalendar.DayMs);
        stores.Commit(3, ("probe", SunkStores.Moisture, SunkStores.StartMs, 1, default));
        var options = influx.Options("smartsectors");
        using var sink = Sink(stores, options, stores.Clock);
        using var pool = new QueryPool(stores.Options);
        using var query = new InfluxReadingQuery(options, stores.Options, pool, new SqliteReadingQuery(pool, stores.Options), sink, TimeProvider.System);
        await sink.StartAsync(default);

        Assert.Single((await AskAsync(query))!.Points); // influxd is not there, and not asked
        await influx.StartAsync();
        await InStepAsync(sink);
        Assert.Single((await AskAsync(query))!.Points);
        influx.Kill();
        await Assert.ThrowsAnyAsync<AnswerUnavailableException>(async () => await AskAsync(query)); // and no shorter answer
        await influx.StartAsync();
        await sink.StopAsync(default);
    }

    [Fact]
    public async Task A_server_that_never_answers_holds_nothing_up_and_is_told_of()
    {
        using var silent = new ScriptedInflux(_ => null);
        using var stores = new SunkStores();
        using var sink = Sink(stores, new InfluxOptions { Url = silent.Url, Timeout = TimeSpan.FromMilliseconds(100), FirstRetry = TimeSpan.FromMilliseconds(10), LongestRetry = TimeSpan.FromMilliseconds(20) });
        await sink.StartAsync(default);
        stores.Commit(3, ("probe", SunkStores.Moisture, SunkStores.StartMs, 1, default));

        await StatusAsync(sink, status => status is { Degraded: true, BacklogReadings: 1, Problem: { } problem } && problem.Contains("did not answer", StringComparison.Ordinal));
        var stopping = Stopwatch.GetTimestamp();
        await sink.StopAsync(default);
        Assert.True(Stopwatch.GetElapsedTime(stopping) < TimeSpan.FromSeconds(10));
    }

    private static ValueTask<ReadingPage?> AskAsync(InfluxReadingQuery query) => query.FindPageAsync(
        "probe", SunkStores.Moisture, DateTimeOffset.FromUnixTimeMilliseconds(SunkStores.StartMs), DateTimeOffset.FromUnixTimeMilliseconds(SunkStores.StartMs + 1), 10, null, default);

    /// <param name="clock">What the stores take for now; waits are real.</param>
    private static InfluxSink Sink(SunkStores stores, InfluxOptions options, ManualClock? clock = null) => new(
        options, stores.Options, stores.Holds, SchemeCatalog.Load, AreaCatalog.Load(), clock is null ? TimeProvider.System : new ShiftedClock(clock), NullLogger<InfluxSink>.Instance);

    // Timers and timestamps are the system's.
    private sealed class ShiftedClock(ManualClock clock) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => clock.GetUtcNow();
    }

    // The status is of the look that ended last: a commit is in it when a further one is.
    private static async Task InStepAsync(InfluxSink sink)
    {
        var seen = sink.Current();
        await StatusAsync(sink, status => !ReferenceEquals(status, seen));
        seen = sink.Current();
        await StatusAsync(sink, status => !ReferenceEquals(status, seen) && status is { Problem: null, BacklogReadings: 0, OwedDays: 0 });
    }

    private static Task<SinkStatus> StatusAsync(InfluxSink sink, Func<SinkStatus, bool> isGood) =>
        Eventually.Async(() => Task.FromResult(sink.Current()), isGood);
}
