using Microsoft.Extensions.Logging.Abstractions;
using SmartSectors.Storage.Influx;
using SmartSectors.Storage.Tests.Readings;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Quality;
using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Storage.Tests.Influx;

public sealed class ReadingSinkTests
{
    /// <summary>
    /// Commits, compaction, moves of what is unsent, restarts of stores and sink and failures of every kind come in any
    /// order; at the end InfluxDB has what the stores have, each moment as its newest reading says.
    /// </summary>
    [Fact]
    public async Task Whatever_comes_between_in_the_end_it_has_every_reading_as_it_stands()
    {
        for (var seed = 0; seed < 4; seed++) await RunAsync(new Random(seed));
    }

    [Fact]
    public async Task A_sink_that_is_new_sends_what_lies_in_chunks_for_long()
    {
        using var influx = new NaiveInflux(() => 0);
        using var stores = new SunkStores(options => options with { SinkHeldBytes = null, CompactionFanOut = 2, MovedReadings = 1, MovedReadingsPerSeries = 1 });
        for (var day = 0; day < 40; day++)
        {
            stores.Clock.NowMs = SunkStores.StartMs + (day * WindowCalendar.DayMs);
            stores.Commit(3, Enumerable.Range(0, 5).Select(hour => ("probe", SunkStores.Moisture, stores.Clock.NowMs + (hour * WindowCalendar.HourMs), day + (hour / 10.0), default(QualityFlags))));
        }

        using var sunk = new Sunk(stores, influx);
        await sunk.DrainAsync();
        Assert.Equal(stores.Expected, influx.Readings());
        Assert.Equal((0, 0), (sunk.Sink.OwedDays, sunk.Sink.Backlog.Readings));
    }

    [Fact]
    public async Task What_InfluxDB_lacks_is_kept_in_segments_up_to_the_limit_and_then_owed_as_days()
    {
        var isDown = true;
        using var influx = new NaiveInflux(() => isDown ? 1 : 0);
        using var stores = new SunkStores(options => options with
        {
            SinkHeldBytes = 64 * 500,
            CompactionFanOut = 2,
            MovedReadings = 1,
            MovedReadingsPerSeries = 1,
        });
        using var sunk = new Sunk(stores, influx);
        var random = new Random(7);

        var (mostBytes, owed) = (0L, 0);
        for (var commit = 0; commit < 200; commit++)
        {
            stores.Clock.NowMs += 60_000;
            stores.Commit(3, ("probe", SunkStores.Moisture, stores.Clock.NowMs, random.NextDouble(), default));
            await Assert.ThrowsAsync<InfluxException>(sunk.StepAsync);
            mostBytes = Math.Max(mostBytes, sunk.Sink.Backlog.Bytes);
            owed = Math.Max(owed, sunk.Sink.OwedDays);
        }

        // The commit that passes the limit is within it.
        Assert.InRange(mostBytes, 400, 1_000);
        Assert.Equal(1, owed);
        isDown = false;
        await sunk.DrainAsync();
        Assert.Equal(stores.Expected, influx.Readings());
        Assert.Equal(0, sunk.Sink.OwedDays);
    }

    [Fact]
    public async Task After_an_outage_longer_than_anything_is_held_it_goes_on_with_all_that_is_still_kept()
    {
        var isDown = true;
        using var influx = new NaiveInflux(() => isDown ? 1 : 0);
        using var stores = new SunkStores(options => options with
        {
            SinkHeldBytes = 1,
            SinkHeldLonger = TimeSpan.FromDays(5),
            ReadingsKept = TimeSpan.FromDays(38),
            CompactionFanOut = 2,
            MovedReadings = 1,
            MovedReadingsPerSeries = 1,
        })
        { IsClockTold = true };
        using var sunk = new Sunk(stores, influx);
        var hold = stores.Holds.Of(3);
        for (var commit = 0; commit < 60 * 8; commit++)
        {
            stores.Clock.NowMs += 3 * WindowCalendar.HourMs;
            stores.Commit(3, ("probe", SunkStores.Moisture, stores.Clock.NowMs, commit, default));
            await Assert.ThrowsAsync<InfluxException>(sunk.StepAsync);
            hold.ReadingsSunkBeforeMs = sunk.Sink.CompleteBeforeMs(3);
        }

        // 60 days went by; the days older than 43 are gone, and were counted.
        var keptFromMs = WindowCalendar.LocalMidnight(stores.Clock.NowMs - (43 * WindowCalendar.DayMs));
        var kept = stores.Expected.Where(entry => entry.Key.TimeMs >= keptFromMs).ToList();
        Assert.Equal(stores.Expected.Count - kept.Count, hold.UnsunkReadings);

        isDown = false;
        await sunk.DrainAsync();
        Assert.Equal(kept, influx.Readings().OrderBy(entry => entry.Key.TimeMs));
        hold.ReadingsSunkBeforeMs = sunk.Sink.CompleteBeforeMs(3);
        Assert.Equal((0, long.MaxValue), (sunk.Sink.OwedDays, hold.ReadingsSunkBeforeMs));
    }

    [Fact]
    public async Task Another_server_or_database_is_sent_everything()
    {
        using var influx = new NaiveInflux(() => 0);
        using var stores = new SunkStores();
        stores.Commit(3, ("probe", SunkStores.Moisture, SunkStores.StartMs, 1.5, default));
        using (var sunk = new Sunk(stores, influx, "one")) await sunk.DrainAsync();
        using (var sunk = new Sunk(stores, influx, "one")) Assert.Equal(0, sunk.Sink.Backlog.Readings);
        using (var sunk = new Sunk(stores, influx, "another")) Assert.Equal(1, sunk.Sink.Backlog.Readings);
    }

    [Fact]
    public async Task After_all_segments_were_moved_the_next_ones_are_new_to_the_sink()
    {
        using var influx = new NaiveInflux(() => 0);
        using var stores = new SunkStores(options => options with { CompactionFanOut = 2, MovedReadings = 1, MovedReadingsPerSeries = 1 });
        using var sunk = new Sunk(stores, influx);
        for (var commit = 0; commit < 50; commit++)
        {
            stores.Clock.NowMs += WindowCalendar.HourMs;
            stores.Commit(3, ("probe", SunkStores.Moisture, stores.Clock.NowMs, commit, default));
            await sunk.DrainAsync();
            Assert.Equal(commit + 1, influx.Readings().Count);
        }

        Assert.Equal(stores.Expected, influx.Readings());
    }

    private static async Task RunAsync(Random random)
    {
        var calm = false;
        // One request at a time, so nothing else uses the random numbers meanwhile.
        using var influx = new NaiveInflux(() => calm || random.Next(3) > 0 ? 0 : random.Next(1, 4));
        using var stores = new SunkStores(options => options with
        {
            SinkHeldBytes = 64 * random.Next(1, 3_000),
            CompactionFanOut = random.Next(2, 6),
            CompactedReadings = random.Next(50, 3_000),
            MovedReadings = random.Next(1, 400),
            MovedReadingsPerSeries = random.Next(1, 40),
        });

        var known = new Dictionary<int, List<(string Device, long TimeMs, double Value)>>();
        var sunk = new Sunk(stores, influx, batchLines: random.Next(1, 60));
        try
        {
            for (var round = random.Next(20, 120); round > 0; round--)
            {
                stores.Clock.NowMs += random.NextInt64(0, random.Next(10) == 0 ? WindowCalendar.DayMs : WindowCalendar.HourMs);
                CommitSome(stores, random, known);
                if (random.Next(2) == 0) await sunk.TryStepAsync();
                if (random.Next(15) == 0)
                {
                    sunk.Dispose();
                    if (random.Next(2) == 0) stores.Reopen();
                    sunk = new Sunk(stores, influx, batchLines: random.Next(1, 60));
                }
            }

            calm = true;
            await sunk.DrainAsync();
            Assert.Equal(stores.Expected.OrderBy(entry => entry.Key), influx.Readings().OrderBy(entry => entry.Key));
        }
        finally
        {
            sunk.Dispose();
        }
    }

    // Newer ones, late ones, and some that are stored again with other flags.
    private static void CommitSome(SunkStores stores, Random random, Dictionary<int, List<(string Device, long TimeMs, double Value)>> known)
    {
        var partition = random.Next(3);
        if (!known.TryGetValue(partition, out var before)) known.Add(partition, before = []);
        var readings = new List<(string, Telemetry.Schemes.Indicator, long, double, QualityFlags)>();
        for (var count = random.Next(1, 40); count > 0; count--)
        {
            var reading = ($"probe-{partition}-{random.Next(5)}", stores.Clock.NowMs - random.NextInt64(0, random.Next(5) == 0 ? 3 * WindowCalendar.DayMs : 60_000), random.Next(500) / 10.0);
            if (stores.Expected.ContainsKey((reading.Item1, "SOIL_MOISTURE", reading.Item2)) || readings.Any(each => each.Item1 == reading.Item1 && each.Item3 == reading.Item2)) continue;
            before.Add(reading);
            readings.Add((reading.Item1, SunkStores.Moisture, reading.Item2, reading.Item3, QualityFlags.Of(QualityTest.Spike, ReadingFlag.Pass)));
        }

        for (var again = random.Next(4); again > 0 && before.Count > 0; again--)
        {
            var (device, timeMs, value) = before[random.Next(before.Count)];
            readings.Add((device, SunkStores.Moisture, timeMs, value, QualityFlags.Of(QualityTest.Spike, random.Next(2) == 0 ? ReadingFlag.Fail : ReadingFlag.Suspect)));
        }

        stores.Commit(partition, readings);
    }

    /// <summary>A sink with all that it is made of.</summary>
    private sealed class Sunk : IDisposable
    {
        private readonly InfluxClient _client;
        private readonly SinkCursors _cursors;

        public Sunk(SunkStores stores, NaiveInflux influx, string target = "influx", int batchLines = 1_000)
        {
            var options = new InfluxOptions { Url = influx.Url, BatchLines = batchLines };
            _client = new InfluxClient(options, TimeProvider.System);
            _cursors = new SinkCursors(SinkCursors.PathOf(stores.Options), target);
            Sink = stores.Sink(_cursors, new LineDelivery(_client, NullLogger.Instance), options);
        }

        public ReadingSink Sink { get; }

        public Task<bool> StepAsync() => Sink.StepAsync(CancellationToken.None);

        public async Task TryStepAsync()
        {
            try
            {
                await StepAsync();
            }
            catch (InfluxException)
            {
                // The next step goes on from the cursors.
            }
        }

        public async Task DrainAsync()
        {
            while (await StepAsync())
            {
                // Until nothing is left.
            }
        }

        public void Dispose()
        {
            Sink.Dispose();
            _cursors.Dispose();
            _client.Dispose();
        }
    }
}
