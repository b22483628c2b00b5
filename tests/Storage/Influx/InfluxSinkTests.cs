using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using SmartSectors.Faults.Tests.Support;
using SmartSectors.Grains.Partitions;
using SmartSectors.Storage.Influx;
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
    public async Task While_influxd_is_away_nothing_waits_for_it_and_afterwards_it_has_all()
    {
        using var influx = new RealInflux();
        using var stores = new SunkStores(options => options with { CompactionFanOut = 4, MovedReadings = 200, MovedReadingsPerSeries = 10 });
        using var sink = Sink(stores, influx.Options("smartsectors"));
        await sink.StartAsync(default);
        for (var minute = 0; minute < 60; minute++)
        {
            stores.Clock.NowMs += 60_000;
            for (var partition = 0; partition < 4; partition++)
            {
                stores.Commit(partition, Enumerable.Range(0, 30).Select(i => ($"probe-{partition}-{i % 5}", SunkStores.Moisture, stores.Clock.NowMs + i, minute + (i / 100.0), default(QualityFlags))));
            }

            if (minute == 15) influx.Kill();
            if (minute == 30) await StatusAsync(sink, status => status is { Degraded: true, BacklogReadings: > 0 });
            if (minute == 45) await influx.StartAsync();
        }

        await InStepAsync(sink);
        Assert.Equal(stores.Expected, await StoredReadings.OfAsync(influx.Options("smartsectors"), stores.Expected.Keys));
        Assert.Null(sink.Current().Problem);
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

    private static InfluxSink Sink(SunkStores stores, InfluxOptions options) =>
        new(options, stores.Options, stores.Store, SchemeCatalog.Load, TimeProvider.System, NullLogger<InfluxSink>.Instance);

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
