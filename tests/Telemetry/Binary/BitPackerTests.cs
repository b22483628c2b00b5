using SmartSectors.Telemetry.Binary;

namespace SmartSectors.Telemetry.Tests.Binary;

public class BitPackerTests
{
    [Fact]
    public void Integers_of_every_width_come_back_in_as_few_bytes_as_they_need()
    {
        var random = new Random(1);
        for (var width = 0; width <= 64; width++)
        {
            for (var count = 1; count <= 40; count++)
            {
                var values = new ulong[count];
                foreach (ref var value in values.AsSpan())
                    value = width == 0 ? 0 : (ulong)random.NextInt64(long.MinValue, long.MaxValue) >> (64 - width);
                if (width > 0) values[random.Next(count)] |= 1UL << (width - 1);

                var writer = new ByteWriter(16);
                BitPacker.Write(ref writer, values);
                Assert.Equal(1 + (((count * width) + 7) / 8), writer.Length);

                // Whatever follows in the buffer.
                var behind = random.Next(20);
                for (var i = 0; i < behind; i++) writer.WriteByte(0xA5);
                var reader = new ByteReader(writer.Written);
                var read = new ulong[count];
                BitPacker.Read(ref reader, read);
                Assert.Equal(values, read);
                Assert.Equal(behind, reader.Remaining);

                var passing = new ByteReader(writer.Written);
                Assert.Equal(width, BitPacker.PeekWidth(passing));
                BitPacker.Skip(ref passing, count);
                Assert.Equal(behind, passing.Remaining);
            }
        }
    }

    [Fact]
    public void A_width_over_64_bits_is_damage()
    {
        byte[] bytes = [65, .. new byte[100]];
        Assert.Throws<InvalidDataException>(() =>
        {
            var reader = new ByteReader(bytes);
            BitPacker.Read(ref reader, new ulong[2]);
        });
    }
}
