using SmartSectors.Grains.Partitions;
using SmartSectors.Storage.Readings;
using SmartSectors.Telemetry.Binary;
using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Storage.Tests.Readings;

public class ChunkCodecTests
{
    [Fact]
    public void Every_series_comes_back_bit_for_bit()
    {
        var codec = new ChunkCodec();
        RandomReadings.ForSeeds(2_000, random =>
        {
            var first = RandomReadings.Next(random, random.Next(1, 200));
            var second = RandomReadings.Next(random, 1);
            var writer = new ByteWriter(16);
            codec.Write(ref writer, first);
            codec.Write(ref writer, second);

            var read = new List<StoredReading>();
            var reader = new ByteReader(writer.Written);
            codec.Read(ref reader, read);
            codec.Read(ref reader, read);

            Assert.Equal(RandomReadings.Bits([.. first, .. second]), RandomReadings.Bits(read));
            Assert.Equal(0, reader.Remaining);
        });
    }

    [Fact]
    public void A_cut_chunk_is_noticed()
    {
        var codec = new ChunkCodec();
        var writer = new ByteWriter(16);
        codec.Write(ref writer, RandomReadings.Next(new Random(3), 50));
        var bytes = writer.Written.ToArray();
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.Throws<InvalidDataException>(() =>
            {
                var reader = new ByteReader(bytes.AsSpan(0, length));
                codec.Read(ref reader, []);
            });
        }
    }

    [Fact]
    public void A_regular_decimal_walk_takes_two_bits_a_reading()
    {
        var random = new Random(1);
        var level = 312;
        var readings = Enumerable.Range(0, 1_000)
            .Select(i => new StoredReading(1_795_212_000_000 + (i * 600_000L), (level += random.Next(-1, 2)) / 10.0, ReadingFlag.Pass)).ToArray();

        var writer = new ByteWriter(16);
        new ChunkCodec().Write(ref writer, readings);

        Assert.InRange(writer.Length, 250, 280);
    }
}
