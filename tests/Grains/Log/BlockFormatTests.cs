using SmartSectors.Grains.Log;
using SmartSectors.Grains.Tests.Support;
using SmartSectors.Telemetry.Binary;
using SmartSectors.Telemetry.Readings;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Grains.Tests.Log;

public class BlockFormatTests
{
    // Written by the first version of the format and never again: what was acknowledged once must be readable for ever.
    private static readonly string s_fixture = Path.Combine(AppContext.BaseDirectory, "Fixtures", "log-block-1.bin");

    private static readonly BlockHeader s_head =
        new(BlockFlags.Started, 1_795_212_345_678, SchemeVersion: 3, SectionCount: 2, 0xFEDC_BA98_7654_3210, 42);

    [Fact]
    public void A_block_of_format_1_is_read_as_it_was_written()
    {
        var block = File.ReadAllBytes(s_fixture);

        Assert.Equal(s_head, BlockHeader.Read(block));
        Assert.Equal(Describe(FixtureBatch()), Describe(block));
    }

    [Fact]
    public void This_version_writes_format_1_still() =>
        Assert.Equal(File.ReadAllBytes(s_fixture), Build([FixtureBatch()], s_head));

    [Fact]
    public void Batches_come_back_by_partition_in_the_order_of_appending()
    {
        for (var seed = 1; seed <= 200; seed++)
        {
            var random = new Random(seed);
            var batches = Enumerable.Range(0, random.Next(1, 5)).Select(_ => RandomBatch(random)).ToArray();

            Assert.Equal(Describe(batches), Describe(Build(batches, s_head)));
        }
    }

    [Fact]
    public void A_tick_is_a_block_without_sections()
    {
        var block = new PlainBatch().ToBlock(receiptMs: 5);

        Assert.Equal(BlockHeader.Size, block.Length);
        Assert.Equal((5L, 0), (BlockHeader.Read(block).ReceiptMs, BlockHeader.Read(block).SectionCount));
    }

    [Fact]
    public void Every_damaged_byte_is_noticed()
    {
        var block = File.ReadAllBytes(s_fixture);
        for (var at = 0; at < block.Length; at++)
        {
            foreach (var damage in (byte[])[0x01, 0x80, 0xFF])
            {
                block[at] ^= damage;
                Assert.Throws<InvalidDataException>(() => BlockHeader.Read(block));
                block[at] ^= damage;
            }
        }
    }

    [Fact]
    public void A_block_that_was_cut_anywhere_is_noticed()
    {
        var block = File.ReadAllBytes(s_fixture);
        for (var length = 0; length < block.Length; length++)
            Assert.Throws<InvalidDataException>(() => BlockHeader.Read(block.AsSpan(0, length)));
    }

    private static PlainBatch FixtureBatch()
    {
        var batch = new PlainBatch();
        batch.AddControl(5, ControlKind.SiteSeen, new SiteSeen(Numbers.Of(5, 1), Sector.Health, "tram-y-te-1", "00004").Write);
        batch.AddControl(5, ControlKind.DeviceSeen, new DeviceSeen(Numbers.Of(5, 1), Numbers.Of(5, 1), "tủ-lạnh-1").Write);
        batch.AddControl(5, ControlKind.SiteAssigned, new SiteAssigned(Numbers.Of(5, 2), "31120").Write);
        batch.AddControl(5, ControlKind.DeviceMoved, new DeviceMoved(Numbers.Of(5, 1), Numbers.Of(5, 2), 1_795_212_000_000).Write);
        batch.AddControl(63, ControlKind.Rejected, (ref writer) =>
            Rejected.Write(ref writer, Numbers.None, RejectReason.Malformed, 1, "sectors/health"u8, [0xFF, 0x00]));
        batch.BeginSample(Numbers.Of(5, 1), 1_795_212_345_000, SampleFlags.ServerStamped);
        Assert.True(batch.TryAddValue(3001, 4.7));
        Assert.True(batch.TryAddValue(3002, -18.25));
        batch.BeginSample(Numbers.Of(63, 9), -1, SampleFlags.None);
        Assert.True(batch.TryAddValue(1001, 1e9));
        batch.BeginSample(Numbers.Of(5, 1), 1_795_212_345_001, SampleFlags.None);
        Assert.True(batch.TryAddValue(3001, 0.1));
        return batch;
    }

    private static PlainBatch RandomBatch(Random random)
    {
        var batch = new PlainBatch();
        for (var i = random.Next(0, 40); i > 0; i--)
        {
            var partition = random.Next(3) * 31;
            if (random.Next(4) == 0)
                batch.AddControl(partition, ControlKind.SiteAssigned, new SiteAssigned((uint)random.Next(), "x").Write);
            batch.BeginSample(Numbers.Of(partition, random.Next(1, 1 << 25)), random.NextInt64(), (SampleFlags)random.Next(2));
            for (var values = random.Next(0, 300); values > 0 && batch.TryAddValue((ushort)random.Next(65_536), random.NextDouble()); values--)
            {
            }
        }

        return batch;
    }

    private static byte[] Build(PlainBatch[] batches, in BlockHeader head)
    {
        var (rented, length) = new BlockBuilder().Build(batches, head.Flags, head.ReceiptMs, head.SchemeVersion, head.Producer, head.Sequence);
        return rented[..length];
    }

    // Control records and samples, a line each, by partition.
    private static List<string> Describe(params PlainBatch[] batches)
    {
        var lines = new List<(int Partition, bool IsSample, string Text)>();
        foreach (var batch in batches)
        {
            var reading = 0;
            for (var i = 0; i < batch.SampleCount; i++)
            {
                var count = batch.ValueCounts[i];
                lines.Add((Numbers.PartitionOf(batch.Devices[i]), true, Sample(
                    batch.Devices[i], batch.Times[i], batch.Flags[i], batch.Indicators.AsSpan(reading, count), batch.Values.AsSpan(reading, count))));
                reading += count;
            }

            var records = new ByteReader(batch.ControlRecords);
            while (records.Remaining > 0) lines.Add((records.ReadByte(), false, Record(ref records)));
        }

        return [.. lines.OrderBy(line => line.Partition).ThenBy(line => line.IsSample).Select(line => $"{line.Partition} {line.Text}")];
    }

    private static List<string> Describe(byte[] block)
    {
        var lines = new List<string>();
        var head = BlockHeader.Read(block);
        for (var i = 0; i < head.SectionCount; i++)
        {
            var section = BlockSection.At(block, i);
            var records = new ByteReader(section.ControlRecords);
            while (records.Remaining > 0) lines.Add($"{section.Partition} {Record(ref records)}");

            var reading = 0;
            for (var sample = 0; sample < section.SampleCount; sample++)
            {
                var count = section.ValueCounts[sample];
                var text = Sample(
                    section.Devices[sample], section.Times[sample], section.Flags[sample],
                    section.Indicators.Slice(reading, count), section.Values.Slice(reading, count));
                lines.Add($"{section.Partition} {text}");
                reading += count;
            }

            Assert.Equal(section.ReadingCount, reading);
        }

        return lines;
    }

    private static string Sample(uint device, long timeMs, SampleFlags flags, ReadOnlySpan<ushort> indicators, ReadOnlySpan<double> values) =>
        $"sample {device} {timeMs} {flags} {string.Join(' ', indicators.ToArray().Zip(values.ToArray()))}";

    private static string Record(ref ByteReader records) =>
        $"record {records.ReadByte()} {Convert.ToHexString(records.ReadBytes(records.ReadCount()))}";
}
