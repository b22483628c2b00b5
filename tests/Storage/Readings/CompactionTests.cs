using SmartSectors.Grains.Partitions;
using SmartSectors.Storage.Partitions;
using SmartSectors.Storage.Readings;
using SmartSectors.Storage.Sqlite;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Quality;
using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Storage.Tests.Readings;

public sealed class CompactionTests : IDisposable
{
    private const long Midnight = 1_793_552_400_000; // 2026-11-02 in Vietnam

    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Whatever_is_merged_and_moved_every_reading_is_there_in_order_and_ranges_are_exact() => RandomReadings.ForSeeds(150, random =>
    {
        var clock = new ManualClock(Midnight + random.NextInt64(0, WindowCalendar.DayMs));
        using var store = new Store(Path.Combine(_folder.Path, $"{Guid.NewGuid():N}.db"), clock, new StorageOptions
        {
            DataDirectory = _folder.Path,
            CompactionFanOut = random.Next(2, 6),
            CompactedReadings = random.Next(50, 3_000),
            MovedReadings = random.Next(1, 400),
            MovedReadingsPerSeries = random.Next(1, 40),
        });

        // Each commit has newer readings of some series and older ones of others, as late ones are, and some that are
        // stored again with other flags: of those the newest stands.
        var expected = new Dictionary<int, Dictionary<long, StoredReading>>();
        for (var commits = random.Next(1, 60); commits > 0; commits--)
        {
            clock.NowMs += random.NextInt64(0, random.Next(10) == 0 ? WindowCalendar.DayMs : WindowCalendar.HourMs);
            store.Commit(SomeReadings(random, clock.NowMs, expected));
            if (random.Next(20) == 0) store.Compaction.MoveAll();
            if (random.Next(20) == 0) store.Reopen();
        }

        foreach (var (series, readings) in expected)
        {
            var times = readings.Keys.Order().ToList();
            var (from, to) = (times[random.Next(times.Count)], times[random.Next(times.Count)]);
            foreach (var (first, end) in (((long, long)[])[(long.MinValue, long.MaxValue), (from, to), (from, from + 1), (from + 1, to)]))
            {
                var wanted = readings.Values.Where(reading => reading.TimeMs >= first && reading.TimeMs < end).OrderBy(reading => reading.TimeMs);
                Assert.Equal(RandomReadings.Bits(wanted), RandomReadings.Bits(store.Read(series, first, end)));
                Assert.Equal(RandomReadings.Bits(wanted), RandomReadings.Bits(store.Reader.Walk(series, first, end)));
            }
        }

        var all = new Dictionary<int, List<StoredReading>>();
        store.Reader.Read(expected.Keys.ToHashSet(), long.MinValue, long.MaxValue, all);
        Assert.Equal(expected.Values.Sum(readings => readings.Count), all.Values.Sum(readings => readings.Count));
    });

    [Fact]
    public void A_day_that_is_over_is_one_chunk_a_series_and_a_running_one_has_few()
    {
        var clock = new ManualClock(Midnight);
        using var store = new Store(Path.Combine(_folder.Path, "days.db"), clock, new StorageOptions
        {
            DataDirectory = _folder.Path,
            CompactionFanOut = 2,
            MovedReadings = 100,
            MovedReadingsPerSeries = 10,
        });

        for (var minute = 0; minute < (2 * 1440) + 120; minute++)
        {
            var time = Midnight + (minute * WindowCalendar.MinuteMs);
            clock.NowMs = time;
            store.Commit(Enumerable.Range(0, 5).ToDictionary(series => series, series => new[] { new StoredReading(time, minute, ReadingFlag.Pass) }));
        }

        Assert.Equal(2 * 5, store.Count("SELECT count(*) FROM chunks WHERE first_ms < " + (Midnight + (2 * WindowCalendar.DayMs))));
        Assert.InRange(store.Count("SELECT max(key & 255) + 1 FROM chunks"), 1, 32);
        Assert.InRange(store.Count("SELECT sum(readings) FROM segments"), 0, 5 * 120);

        // What a question would read is told by whole days.
        Assert.Equal(1440, store.Reader.CountAbout(3, Midnight, Midnight + 1));
        Assert.Equal(2 * 1440, store.Reader.CountAbout(3, long.MinValue, Midnight + (2 * WindowCalendar.DayMs)));
        Assert.Equal(0, store.Reader.CountAbout(3, long.MinValue, Midnight));
        Assert.Equal(0, store.Reader.CountAbout(7, long.MinValue, long.MaxValue));
    }

    [Fact]
    public void A_move_that_was_cut_off_is_made_again_without_a_trace()
    {
        var clock = new ManualClock(Midnight + WindowCalendar.HourMs);
        var options = new StorageOptions { DataDirectory = _folder.Path, CompactionFanOut = 4, MovedReadings = 40, MovedReadingsPerSeries = 1 };
        using var store = new Store(Path.Combine(_folder.Path, "cut.db"), clock, options);
        var readings = Enumerable.Range(0, 100).Select(i => new StoredReading(Midnight + (i * 1000), i, ReadingFlag.Pass)).ToArray();
        for (var commit = 0; commit < 16; commit++) // the sixteenth finds the move, which takes some of the ten series at a time
            store.Commit(Enumerable.Range(0, 10).ToDictionary(series => series, _ => readings[(commit * 6)..((commit * 6) + 6)]));
        store.Commit(new() { [0] = [readings[99]] });
        var moved = store.Count("SELECT count(DISTINCT key) FROM chunks");

        store.Reopen();
        store.Compaction.MoveAll();

        Assert.InRange(moved, 1, 9);
        Assert.Equal(0, store.Count("SELECT count(*) FROM segments"));
        for (var series = 0; series < 10; series++)
            Assert.Equal(series == 0 ? [.. readings[..96], readings[99]] : readings[..96], store.Read(series, long.MinValue, long.MaxValue));
    }

    private static Dictionary<int, StoredReading[]> SomeReadings(Random random, long nowMs, Dictionary<int, Dictionary<long, StoredReading>> expected)
    {
        var commit = new Dictionary<int, StoredReading[]>();
        foreach (var series in Enumerable.Range(0, random.Next(1, 12)).Select(_ => random.Next(random.Next(2) == 0 ? 12 : 300)).Distinct())
        {
            if (!expected.TryGetValue(series, out var known)) expected.Add(series, known = []);
            var readings = new Dictionary<long, StoredReading>();
            var time = nowMs - (random.Next(4) == 0 ? random.NextInt64(0, 3 * WindowCalendar.DayMs) : 0);
            for (var count = random.Next(1, 40); count > 0; count--)
            {
                time += random.NextInt64(1, 20_000);
                if (!known.ContainsKey(time)) readings.Add(time, new StoredReading(time, random.Next(-50, 50) / 10.0, ReadingFlag.Pass));
            }

            for (var again = random.Next(0, 3); again > 0 && known.Count > 0; again--)
            {
                var reading = known.Values.ElementAt(random.Next(known.Count));
                readings[reading.TimeMs] = reading with { Flag = ReadingFlag.Suspect, Findings = new QualityFlags((uint)random.Next(1, 1 << 24)) };
            }

            foreach (var (moment, reading) in readings) known[moment] = reading;
            if (readings.Count > 0) commit.Add(series, [.. readings.Values]);
            if (known.Count == 0) expected.Remove(series);
        }

        return commit;
    }

    /// <summary>The readings of one partition as its database keeps them.</summary>
    private sealed class Store : IDisposable
    {
        private readonly string _path;
        private readonly ManualClock _clock;
        private readonly StorageOptions _options;
        private Database _database = null!;

        public Store(string path, ManualClock clock, StorageOptions options)
        {
            (_path, _clock, _options) = (path, clock, options);
            Open();
        }

        public Compaction Compaction { get; private set; } = null!;

        public SeriesReader Reader { get; private set; } = null!;

        public void Commit(Dictionary<int, StoredReading[]> series)
        {
            if (series.Count > 0)
            {
                var builder = new Segment.Builder();
                foreach (var (number, readings) in series.OrderBy(entry => entry.Key)) builder.Add(number, readings.ToArray());
                _database.Prepare("INSERT INTO segments (level, first_ms, last_ms, readings, bytes) VALUES (0, ?1, ?2, ?3, ?4)")
                    .Bind(1, builder.FirstMs).Bind(2, builder.LastMs).Bind(3, builder.ReadingCount).Bind(4, builder.Finish()).Run();
                foreach (var number in series.Keys)
                    _database.Prepare("INSERT OR IGNORE INTO series VALUES (?1, 1, 1)").Bind(1, number).Run();
            }

            Compaction.Step();
        }

        public List<StoredReading> Read(int series, long fromMs, long toMs)
        {
            var read = new List<StoredReading>();
            Reader.Read(series, fromMs, toMs, read);
            return read;
        }

        public long Count(string sql) => _database.Prepare(sql).FirstLong() ?? 0;

        /// <summary>As after a crash: what is in memory alone is gone.</summary>
        public void Reopen()
        {
            _database.Dispose();
            Open();
        }

        public void Dispose() => _database.Dispose();

        private void Open()
        {
            _database = Database.Open(_path);
            _database.Execute(PartitionSchema.Tables);
            Compaction = new Compaction(_database, _options, _clock, new SinkHold(null));
            Reader = new SeriesReader(_database);
        }
    }
}
