using SmartSectors.Grains.Partitions;
using SmartSectors.Storage.Readings;
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
