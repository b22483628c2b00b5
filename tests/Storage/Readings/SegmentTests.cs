using SmartSectors.Grains.Partitions;
using SmartSectors.Storage.Partitions;
using SmartSectors.Storage.Readings;
using SmartSectors.Storage.Sqlite;
using SmartSectors.Telemetry.Quality;
using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Storage.Tests.Readings;

public class SegmentTests
{
    [Fact]
    public void A_segment_gives_each_series_its_own_readings() => RandomReadings.ForSeeds(200, random =>
    {
        var series = RandomSeries(random);
        var bytes = SegmentOf(series);

        var codec = new ChunkCodec();
        for (var number = 0; number <= series.Keys.Max() + 2; number++)
        {
            var read = new List<StoredReading>();
            Segment.Open(bytes).Read(number, codec, read);
            Assert.Equal(RandomReadings.Bits(series.GetValueOrDefault(number, [])), RandomReadings.Bits(read));
        }
    });

    [Fact]
    public void Merged_segments_hold_every_reading_in_order_and_ranges_are_exact() => RandomReadings.ForSeeds(60, random =>
    {
        using var folder = new ScratchFolder();
        using var database = Database.Open(Path.Combine(folder.Path, "segments.db"));
        database.Execute(PartitionSchema.Tables);
        var options = new StorageOptions { DataDirectory = folder.Path, CompactionFanOut = random.Next(2, 6), CompactedReadings = random.Next(50, 3_000) };
        var compaction = new Compaction(database, options);
        var insert = database.Prepare("INSERT INTO segments (level, first_ms, last_ms, readings, bytes) VALUES (0, ?1, ?2, ?3, ?4)");

        // Each commit has newer readings of some series and older ones of others, as late ones are, and some that are
        // stored again with other flags: of those the newest stands.
        var expected = new Dictionary<int, List<StoredReading>>();
        for (var commits = random.Next(1, 40); commits > 0; commits--)
        {
            var series = RandomSeries(random);
            foreach (var (number, readings) in series)
            {
                if (!expected.TryGetValue(number, out var known)) expected.Add(number, known = []);
                var fresh = readings.Where(reading => !known.Exists(other => other.TimeMs == reading.TimeMs)).ToArray();
                known.AddRange(fresh);
                for (var again = random.Next(0, 3); again > 0; again--)
                {
                    var at = random.Next(known.Count);
                    if (fresh.Any(reading => reading.TimeMs == known[at].TimeMs)) continue;
                    known[at] = known[at] with { Flag = ReadingFlag.Suspect, Findings = new QualityFlags((uint)random.Next(1, 1 << 24)) };
                    fresh = [.. fresh, known[at]];
                }

                series[number] = fresh;
            }

            var kept = series.Where(entry => entry.Value.Length > 0).ToDictionary();
            if (kept.Count == 0) continue;
            var times = kept.Values.SelectMany(readings => readings).Select(reading => reading.TimeMs).ToList();
            insert.Bind(1, times.Min()).Bind(2, times.Max()).Bind(3, times.Count).Bind(4, SegmentOf(kept)).Run();
            compaction.Step();
        }

        var reader = new SegmentReader(database);
        foreach (var (number, readings) in expected)
        {
            var sorted = readings.OrderBy(reading => reading.TimeMs).ToList();
            if (sorted.Count == 0) continue;
            var (from, to) = (sorted[random.Next(sorted.Count)].TimeMs, sorted[random.Next(sorted.Count)].TimeMs);
            foreach (var (first, end) in (((long, long)[])[(long.MinValue, long.MaxValue), (from, to), (from, from + 1), (from + 1, to)]))
            {
                var read = new List<StoredReading>();
                reader.Read(number, first, end, read);
                Assert.Equal(
                    RandomReadings.Bits(sorted.Where(reading => reading.TimeMs >= first && reading.TimeMs < end)), RandomReadings.Bits(read));
            }
        }
    });

    [Fact]
    public void A_segment_of_the_first_format_is_still_read()
    {
        // One series, number 3: 20.5 at 1,795,212,000,000 and 21 at 600,000 ms later, the second suspect.
        var bytes = Convert.FromHexString(FirstFormat);

        var read = new List<StoredReading>();
        Segment.Open(bytes).Read(3, new ChunkCodec(), read);

        Assert.Equal(
            [new(1_795_212_000_000, 20.5, ReadingFlag.Pass), new(1_795_212_600_000, 21, ReadingFlag.Suspect)], read);
    }

    private const string FirstFormat = "0101020313020280ECC9AFBF68809F4900019A030A000208";

    private static Dictionary<int, StoredReading[]> RandomSeries(Random random) =>
        Enumerable.Range(0, random.Next(1, 12)).Select(_ => random.Next(random.Next(2) == 0 ? 12 : 300)).Distinct()
            .ToDictionary(number => number, _ => RandomReadings.Next(random, random.Next(1, 40)));

    private static byte[] SegmentOf(Dictionary<int, StoredReading[]> series)
    {
        var builder = new Segment.Builder();
        foreach (var (number, readings) in series.OrderBy(entry => entry.Key))
        {
            var copy = readings.ToArray();
            builder.Add(number, copy);
        }

        return builder.Finish();
    }
}
