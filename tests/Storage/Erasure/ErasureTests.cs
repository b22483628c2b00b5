using Microsoft.Data.Sqlite;
using SmartSectors.Grains.Watching;
using SmartSectors.Storage.Erasure;
using SmartSectors.Storage.Queries;
using SmartSectors.Storage.Readings;
using SmartSectors.Storage.Tests.Check;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Storage.Tests.Erasure;

public sealed class ErasureTests(CheckedStores stores) : IClassFixture<CheckedStores>
{
    private const long HourMs = WindowCalendar.HourMs;
    private const long EndMs = ErasedStores.EndMs;

    /// <summary>All, a stretch in between, up to some moment, from some moment on.</summary>
    public static TheoryData<long, long, int> Ranges
    {
        get
        {
            var ranges = new TheoryData<long, long, int>();
            foreach (var minutesBefore in (int[])[1, 90]) // Compacted a little, or all of it.
            {
                ranges.Add(long.MinValue, long.MaxValue, minutesBefore);
                ranges.Add(EndMs - (30 * HourMs) + 17, EndMs - (26 * HourMs), minutesBefore);
                ranges.Add(long.MinValue, EndMs - HourMs, minutesBefore);
                ranges.Add(EndMs - HourMs, long.MaxValue, minutesBefore);
            }

            return ranges;
        }
    }

    [Theory]
    [MemberData(nameof(Ranges))]
    public async Task What_is_erased_is_gone_from_answers_and_the_rest_stands(long fromMs, long untilMs, int minutesBefore)
    {
        using var erased = new ErasedStores(stores);
        erased.GoOn(minutesBefore);
        erased.Commit();
        var before = await ReadingsAsync(erased);
        var orderedMs = erased.NowMs + 60_000;
        erased.Order(1, fromMs, untilMs);
        erased.GoOn(5);
        erased.Restart(); // What was not committed is applied anew, as from the log; here it is lost.
        erased.GoOn(30);
        erased.Commit();

        var after = await ReadingsAsync(erased);
        var untilReallyMs = Math.Min(untilMs, orderedMs);
        var (order, _) = (Assert.Single(await ErasuresAsync(erased)), 0);
        foreach (var series in before.Keys)
        {
            var expected = before[series].Where(timeMs => series.Device != 1 || timeMs < fromMs || timeMs >= untilReallyMs);
            Assert.Equal(expected, after[series].Where(timeMs => timeMs < orderedMs && before[series].Contains(timeMs)));
            if (series.Device == 1) Assert.DoesNotContain(after[series], timeMs => timeMs >= fromMs && timeMs < untilReallyMs);
        }

        Assert.Equal(before.Where(series => series.Key.Device == 1).Sum(series => series.Value.Count(timeMs => timeMs >= fromMs && timeMs < untilReallyMs)), order.Readings);
        Assert.True(order.IsScrubbed);
        Assert.Equal(("an operator", "asked for"), (order.OrderedBy, order.Reason));
    }

    [Theory]
    [MemberData(nameof(Ranges))]
    public async Task Check_says_sealed_where_readings_are_erased_and_finds_nothing_else(long fromMs, long untilMs, int minutesBefore)
    {
        using var erased = new ErasedStores(stores);
        erased.GoOn(minutesBefore, lateMs: 40_000);
        erased.Order(2, fromMs, untilMs);
        erased.GoOn(120, lateMs: 50_000);
        erased.Order(1, fromMs, untilMs);
        erased.GoOn(40, lateMs: 27 * HourMs);
        erased.Commit();

        var (findings, progress) = await CheckedStores.CheckAsync(erased.Directory);

        Assert.DoesNotContain(findings, finding => finding.Level == Telemetry.Queries.AreaLevel.Site);
        Assert.True(progress.CellsSealed > 0);
    }

    [Fact]
    public async Task What_comes_later_for_the_time_before_is_refused_as_erased()
    {
        using var erased = new ErasedStores(stores);
        erased.Order(1, EndMs - (2 * HourMs), EndMs - HourMs);
        erased.GoOn(5);
        var before = erased.Partition.FindDevice(1)!.Ledger;

        erased.Send(1, EndMs - (90 * 60_000) + 7, 21);
        erased.Send(1, EndMs - (3 * HourMs) + 7, 21);
        erased.GoOn(1);
        erased.Commit();

        var ledger = erased.Partition.FindDevice(1)!.Ledger;
        Assert.True(ledger.Closes);
        Assert.Equal(4, ledger.Rejected[RejectReason.Erased] - before.Rejected.GetValueOrDefault(RejectReason.Erased));
        Assert.Equal(before.Stored + 2, ledger.Stored);
        Assert.DoesNotContain((await ReadingsAsync(erased))[(1, CheckedStores.Indicator("RAIN").Number)], timeMs => timeMs == EndMs - (3 * HourMs) + 7);
    }

    [Fact]
    public async Task The_bytes_are_gone_from_the_file_and_its_wal()
    {
        // No decimal form: a ring, a page and a kept reading have its eight bytes; and no flag under 4: no cell has it.
        const double Pulse = 99_123.456_789_012_3;
        using var erased = new ErasedStores(stores);
        erased.Send(1, EndMs + 1, Pulse);
        erased.Refuse(1, EndMs + 2, Pulse, "sectors/agriculture/plot-1/probe-1/telemetry");
        erased.GoOn(3);
        erased.Commit();
        var chunks = ChunksOf(erased.PartitionFile, device: 1);
        Assert.True(chunks.Count > 5);
        Assert.True(Contains(erased, BitConverter.GetBytes(Pulse)));
        Assert.All(chunks, chunk => Assert.True(Contains(erased, chunk)));
        Assert.True(Contains(erased, "probe-1/telemetry"u8));

        erased.Order(1, long.MinValue, long.MaxValue);
        erased.GoOn(10);
        erased.Commit();

        Assert.True(Assert.Single(await ErasuresAsync(erased)).IsScrubbed);
        Assert.False(Contains(erased, BitConverter.GetBytes(Pulse)));
        Assert.All(chunks, chunk => Assert.False(Contains(erased, chunk)));
        Assert.False(Contains(erased, "probe-1/telemetry"u8));
    }

    [Fact]
    public async Task A_reader_holds_the_scrubbing_up_and_nothing_else()
    {
        using var erased = new ErasedStores(stores);
        erased.GoOn(3);
        erased.Commit();
        using (var reader = new SqliteConnection($"Data Source={erased.PartitionFile};Mode=ReadOnly;Pooling=False"))
        {
            reader.Open();
            using var begin = reader.CreateCommand();
            begin.CommandText = "BEGIN; SELECT count(*) FROM segments";
            begin.ExecuteScalar();
            erased.Order(1, long.MinValue, long.MaxValue);
            erased.GoOn(10);
            erased.Commit();
            var held = Assert.Single(await ErasuresAsync(erased));
            Assert.True(held.ErasedAt is not null && !held.IsScrubbed);
        }

        erased.GoOn(1);
        erased.Commit();
        Assert.True(Assert.Single(await ErasuresAsync(erased)).IsScrubbed);
    }

    [Fact]
    public async Task What_is_erased_while_a_reader_holds_an_earlier_scrubbing_up_is_scrubbed_as_well()
    {
        const double Pulse = 99_123.456_789_012_3;
        using var erased = new ErasedStores(stores);
        erased.Send(2, EndMs + 1, Pulse);
        erased.GoOn(3);
        erased.Commit();
        var chunks = ChunksOf(erased.PartitionFile, device: 2);
        using (var reader = new SqliteConnection($"Data Source={erased.PartitionFile};Mode=ReadOnly;Pooling=False"))
        {
            reader.Open();
            using var begin = reader.CreateCommand();
            begin.CommandText = "BEGIN; SELECT count(*) FROM segments";
            begin.ExecuteScalar();
            erased.Order(1, long.MinValue, long.MaxValue);
            erased.GoOn(10);
            erased.Commit();
            Assert.False(Assert.Single(await ErasuresAsync(erased)).IsScrubbed);
            erased.Order(2, long.MinValue, long.MaxValue);
            erased.GoOn(10);
            erased.Commit();
        }

        erased.GoOn(1);
        erased.Commit();
        Assert.True(Assert.Single(await ErasuresAsync(erased)).IsScrubbed);
        Assert.True(Assert.Single(await ErasuresAsync(erased, "probe-2")).IsScrubbed);
        Assert.False(Contains(erased, BitConverter.GetBytes(Pulse)));
        Assert.All(chunks, chunk => Assert.False(Contains(erased, chunk)));
    }

    [Fact]
    public void An_answer_of_the_range_has_another_tag_afterwards()
    {
        var versions = new CommitVersions();
        using var erased = new ErasedStores(stores, versions);
        erased.GoOn(3);
        erased.Commit();
        var (from, to) = (EndMs - (48 * HourMs), EndMs - (47 * HourMs));
        var before = versions.OfReadings(ErasedStores.Number, from, to);

        erased.Order(1, long.MinValue, long.MaxValue);
        erased.GoOn(6);
        erased.Commit();

        Assert.NotEqual(before, versions.OfReadings(ErasedStores.Number, from, to));
    }

    // The stored forms of a device's series, wherever they lie.
    private static List<byte[]> ChunksOf(string file, int device)
    {
        using var database = Sqlite.Database.Open(file, readOnly: true);
        var series = new HashSet<int>();
        var numbers = database.Prepare("SELECT idx FROM series WHERE device = ?1").Bind(1, device);
        while (numbers.Step()) series.Add(numbers.Int(0));
        var found = new List<byte[]>();
        var segments = database.Prepare("SELECT bytes FROM segments");
        while (segments.Step())
        {
            var entries = Segment.Open(segments.Blob(0)).Entries();
            while (entries.MoveNext())
            {
                if (series.Contains(entries.Series)) found.Add(entries.Chunk.ToArray());
            }
        }

        var chunks = database.Prepare("SELECT key, bytes FROM chunks");
        while (chunks.Step())
        {
            if (series.Contains((int)(uint)(chunks.Long(0) >> 8))) found.Add(chunks.Blob(1).ToArray());
        }

        // Of a page's size at most, so that they mostly lie in one piece; long enough to be nobody else's.
        return [.. found.Select(chunk => chunk.Take(40).ToArray()).Where(chunk => chunk.Length >= 16)];
    }

    private static bool Contains(ErasedStores erased, ReadOnlySpan<byte> bytes)
    {
        foreach (var file in (string[])[erased.PartitionFile, erased.PartitionFile + "-wal"])
        {
            if (!File.Exists(file)) continue;
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var content = new byte[stream.Length];
            stream.ReadExactly(content);
            if (content.AsSpan().IndexOf(bytes) >= 0) return true;
        }

        return false;
    }

    private static async Task<IReadOnlyList<Telemetry.Queries.DeviceErasure>> ErasuresAsync(ErasedStores erased, string device = "probe-1")
    {
        using var pool = new QueryPool(erased.Options);
        return (await new ErasureQuery(pool).ListAsync(device, CancellationToken.None))!;
    }

    private static async Task<Dictionary<(int Device, ushort Indicator), List<long>>> ReadingsAsync(ErasedStores erased)
    {
        using var pool = new QueryPool(erased.Options);
        return await pool.AskAsync(
            view =>
            {
                var readings = new Dictionary<(int, ushort), List<long>>();
                var partition = view.Partition(ErasedStores.Number);
                for (var device = 1; device <= 3; device++)
                {
                    foreach (var (_, indicator) in partition.SeriesOf(device))
                        readings.Add((device, indicator), [.. partition.Walk(device, indicator, long.MinValue, long.MaxValue).Select(reading => reading.TimeMs)]);
                }

                return readings;
            },
            CancellationToken.None);
    }
}
