using SmartSectors.Grains.Partitions;
using SmartSectors.Storage.Cells;
using SmartSectors.Storage.Queries;
using SmartSectors.Storage.Readings;
using SmartSectors.Storage.Retention;
using SmartSectors.Storage.Sqlite;
using SmartSectors.Storage.Tests.Check;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Readings;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Storage.Tests.Retention;

public class RetentionTests(CheckedStores stores) : IClassFixture<CheckedStores>
{
    private const long FirstMs = 1_795_194_000_000; // A local midnight.

    [Fact]
    public void Days_past_their_time_are_dropped_in_parts_and_their_newest_accepted_readings_stay_as_anchors()
    {
        using var folder = new ScratchFolder();
        using var database = Open(Path.Combine(folder.Path, "partition.db"));
        var chunks = new ChunkTable(database);
        for (var day = 0; day < 4; day++)
        {
            for (var series = 0; series < 700; series++)
            {
                if (series == 5 && day > 0) continue;
                StoredReading[] readings =
                [
                    new(FirstMs + (day * WindowCalendar.DayMs) + 1, day + (series / 10.0), ReadingFlag.Pass),
                    new(FirstMs + (day * WindowCalendar.DayMs) + 2, day + (series / 10.0) + 0.5, ReadingFlag.Suspect),
                    new(FirstMs + (day * WindowCalendar.DayMs) + 3, 999, ReadingFlag.Fail),
                ];
                chunks.Append(series, readings, todayMs: long.MaxValue, []);
            }
        }

        var retention = Readings(database, TimeSpan.FromDays(40));
        var clockMs = FirstMs + (42 * WindowCalendar.DayMs) + 5;
        var steps = 0;
        while (retention.Step(clockMs)) steps++;

        Assert.Equal(4, steps); // 700 and 699 chunks, 500 a transaction, a day at a time.
        Assert.Equal((FirstMs + (2 * WindowCalendar.DayMs), FirstMs + (4 * WindowCalendar.DayMs)), chunks.Days());
        Assert.Equal(FirstMs + (2 * WindowCalendar.DayMs), new KeptFrom(database)[Dropped.Readings]);
        Assert.Equal([(FirstMs + WindowCalendar.DayMs + 2, 1 + 0.7 + 0.5, ReadingFlag.Suspect)], Read(database, 7, withAnchors: true));
        Assert.Equal([(FirstMs + 2, 0.5 + 0.5, ReadingFlag.Suspect)], Read(database, 5, withAnchors: true));
        Assert.Empty(Read(database, 7, withAnchors: false));
        Assert.Equal(6, Count(database, 7, FirstMs + (2 * WindowCalendar.DayMs)));
    }

    [Fact]
    public void Minutes_past_their_time_are_dropped_and_longer_windows_stay()
    {
        using var folder = new ScratchFolder();
        using var database = Open(Path.Combine(folder.Path, "partition.db"));
        var put = database.Prepare("INSERT INTO cells VALUES (?1, ?2, ?3, 1, x'0100', NULL)");
        for (var minute = 0; minute < 3 * 1440; minute++) put.Bind(1, 1001 + (minute % 2)).Bind(2, (int)Window.Minute).Bind(3, FirstMs + (minute * WindowCalendar.MinuteMs)).Run();
        for (var hour = 0; hour < 72; hour++) put.Bind(1, 1001).Bind(2, (int)Window.Hour).Bind(3, FirstMs + (hour * WindowCalendar.HourMs)).Run();
        var frontiers = new long[5];
        frontiers.AsSpan().Fill(FirstMs + (3 * WindowCalendar.DayMs));
        new CellPacker(database, CellKind.Sites, 1_000).PackAll(frontiers);
        put.Bind(1, 1001).Bind(2, (int)Window.Minute).Bind(3, FirstMs + 120_000).Run(); // A late revision.

        var retention = new MinuteRetention(database, TimeSpan.FromDays(30), new StorageOptions { DataDirectory = "" }, new SinkHold(null));
        while (retention.Step(FirstMs + (31 * WindowCalendar.DayMs) + 1))
        {
            // Until nothing is left to drop.
        }

        var table = new CellTable(database, CellKind.Sites);
        var minutes = new List<long>();
        table.Walk(1001, Window.Minute, 0, long.MaxValue, row => minutes.Add(row.StartMs));
        Assert.Equal(1440, minutes.Count);
        Assert.Equal(FirstMs + WindowCalendar.DayMs, minutes.Min());
        Assert.Equal(FirstMs + WindowCalendar.DayMs, new KeptFrom(database)[Dropped.Minutes]);
        var hours = 0;
        table.Walk(1001, Window.Hour, 0, long.MaxValue, _ => hours++);
        Assert.Equal(72, hours);
    }

    [Fact]
    public async Task The_check_seals_what_cannot_be_recomputed_and_finds_the_rest_sound()
    {
        var copy = stores.Copy();
        try
        {
            using (var database = Database.Open(Path.Combine(copy.FullName, Path.GetRelativePath(stores.Options.DataDirectory, stores.PartitionFile))))
            {
                new Compaction(database, stores.Options, TimeProvider.System, new SinkHold(null)).MoveAll();
                var days = new ChunkTable(database).Days()!.Value;
                var dropped = Readings(database, TimeSpan.Zero);
                while (dropped.Step(days.FromMs + WindowCalendar.DayMs))
                {
                    // Until nothing is left to drop.
                }

                Assert.Equal(days.FromMs + WindowCalendar.DayMs, new ChunkTable(database).Days()!.Value.FromMs);
            }

            await AssertKeptAsync(copy.FullName);
            var (findings, progress) = await CheckedStores.CheckAsync(copy.FullName);
            Assert.Empty(findings);
            Assert.InRange(progress.CellsSealed, 2_000, progress.CellsCompared);
        }
        finally
        {
            copy.Delete(recursive: true);
        }
    }

    // What was dropped is told to those who ask for it, and for that alone.
    private static async Task AssertKeptAsync(string directory)
    {
        using var pool = new QueryPool(new StorageOptions { DataDirectory = directory });
        var kept = new SqliteKeptQuery(pool, hasOlderReadings: false);
        var firstDayEnds = DateTimeOffset.FromUnixTimeMilliseconds(WindowCalendar.LocalMidnight(CheckedStores.Start.ToUnixTimeMilliseconds()) + WindowCalendar.DayMs);
        Assert.Equal(firstDayEnds, await kept.OfReadingsAsync(["probe-1", "nobody"], CancellationToken.None));
        Assert.Null(await kept.OfReadingsAsync(["nobody"], CancellationToken.None));
        Assert.Null(await new SqliteKeptQuery(pool, hasOlderReadings: true).OfReadingsAsync(["probe-1"], CancellationToken.None));

        SchemeCatalog.Load().TryGet(Sector.Agriculture, "SOIL_MOISTURE", out var indicator);
        var minutes = new AggregateRequest(indicator!, AreaLevel.Site, null, Window.Minute, CheckedStores.Start, CheckedStores.Start.AddDays(1), 10, null);
        Assert.Null(await kept.OfCellsAsync(minutes, CancellationToken.None));
        using (var areas = Database.Open(Path.Combine(directory, "areas.db"))) new KeptFrom(areas)[Dropped.Minutes] = FirstMs;
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(FirstMs), await kept.OfCellsAsync(minutes with { Level = AreaLevel.Province }, CancellationToken.None));
        Assert.Null(await kept.OfCellsAsync(minutes with { Level = AreaLevel.Province, Window = Window.Hour }, CancellationToken.None));
        Assert.Null(await kept.OfCellsAsync(minutes, CancellationToken.None));
        using (var areas = Database.Open(Path.Combine(directory, "areas.db"))) areas.Execute("DELETE FROM kept_from");
    }

    [Fact]
    public void What_a_sink_lacks_waits_for_it_so_long_and_no_longer_and_is_counted_when_it_goes()
    {
        using var folder = new ScratchFolder();
        using var database = Open(Path.Combine(folder.Path, "partition.db"));
        var chunks = new ChunkTable(database);
        for (var day = 0; day < 20; day++)
            chunks.Append(1, new StoredReading[] { new(FirstMs + (day * WindowCalendar.DayMs), day, ReadingFlag.Pass), new(FirstMs + (day * WindowCalendar.DayMs) + 5, day, ReadingFlag.Pass) }, todayMs: long.MaxValue, []);
        var hold = new SinkHold(heldBytes: 1);
        var options = new StorageOptions { DataDirectory = "", ReadingsKept = TimeSpan.FromDays(40), SinkHeldLonger = TimeSpan.FromDays(10) };
        var horizon = new DiskHorizon();
        var retention = new ReadingRetention(database, options, hold, horizon);

        // By age three days would go; before its first look a sink is taken to lack everything.
        Drop(retention, atDay: 43);
        Assert.Equal(FirstMs, chunks.Days()!.Value.FromMs);

        // It has one whole, and a part of the next.
        hold.ReadingsSunkBeforeMs = FirstMs + WindowCalendar.DayMs + 3;
        Drop(retention, atDay: 43);
        Assert.Equal((FirstMs + WindowCalendar.DayMs, 0), (chunks.Days()!.Value.FromMs, hold.UnsunkReadings));

        // Ten days later than by age.
        Drop(retention, atDay: 53);
        Assert.Equal((FirstMs + (3 * WindowCalendar.DayMs), 4), (chunks.Days()!.Value.FromMs, hold.UnsunkReadings));

        // The disk budget waits for nobody, and takes nothing that grains may ask for.
        horizon.ReadingsFromMs = FirstMs + (20 * WindowCalendar.DayMs);
        Drop(retention, atDay: 53);
        Assert.Equal((FirstMs + (15 * WindowCalendar.DayMs), 4 + 24), (chunks.Days()!.Value.FromMs, hold.UnsunkReadings));

        // What it has is dropped by age again, and nobody misses it.
        hold.ReadingsSunkBeforeMs = long.MaxValue;
        Drop(retention, atDay: 57);
        Assert.Equal((FirstMs + (19 * WindowCalendar.DayMs), 28), (chunks.Days()!.Value.FromMs, hold.UnsunkReadings));
    }

    private static void Drop(ReadingRetention retention, int atDay)
    {
        while (retention.Step(FirstMs + (atDay * WindowCalendar.DayMs) + 1))
        {
            // Until nothing is left to drop.
        }
    }

    private static ReadingRetention Readings(Database database, TimeSpan kept) =>
        new(database, new StorageOptions { DataDirectory = "", ReadingsKept = kept }, new SinkHold(null), new DiskHorizon());

    private static Database Open(string path)
    {
        var database = Database.Open(path);
        database.Execute("PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF"); // Thousands of rows, each its own transaction.
        database.Execute(Partitions.PartitionSchema.Tables);
        return database;
    }

    private static IEnumerable<(long TimeMs, double Value, ReadingFlag Flag)> Read(Database database, int series, bool withAnchors)
    {
        var readings = new List<StoredReading>();
        new SeriesReader(database, withAnchors ? new Anchors(database) : null).Read(series, 0, FirstMs + (2 * WindowCalendar.DayMs), readings);
        return readings.Select(reading => (reading.TimeMs, reading.Value, reading.Flag));
    }

    private static int Count(Database database, int series, long fromMs)
    {
        var readings = new List<StoredReading>();
        new SeriesReader(database).Read(series, fromMs, long.MaxValue, readings);
        return readings.Count;
    }
}
