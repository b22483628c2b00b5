using FsCheck;
using FsCheck.Fluent;
using SmartSectors.Telemetry.Binary;

namespace SmartSectors.Telemetry.Tests.Binary;

public class StoredFormTests
{
    private static readonly double[] s_oddValues =
    [
        0.0, -0.0, double.Epsilon, -double.Epsilon, double.MaxValue, double.MinValue, double.PositiveInfinity, double.NegativeInfinity,
        double.NaN, 2.2250738585072014e-308, 0.1, 0.30000000000000004, 1e15, 9007199254740992, 9007199254740994, -1e-6, 1e-7, 123456.789012,
    ];

    [Fact]
    public void Every_double_comes_back_bit_for_bit() =>
        Prop.ForAll<double, long>((value, bits) =>
        {
            foreach (var each in s_oddValues.Append(value).Append(BitConverter.Int64BitsToDouble(bits)).Append(Math.Round(value, 3)))
            {
                var writer = new ByteWriter(16);
                DecimalForm.Write(ref writer, each);
                var reader = new ByteReader(writer.Written);
                Assert.Equal(BitConverter.DoubleToInt64Bits(each), BitConverter.DoubleToInt64Bits(DecimalForm.Read(ref reader)));
                Assert.Equal(0, reader.Remaining);
            }
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(31.2, 3)]  // 312 tenths: a scale and two bytes
    [InlineData(-0.05, 2)]
    [InlineData(7, 2)]
    [InlineData(0.1234567, 9)]
    public void Decimals_take_few_bytes(double value, int bytes)
    {
        var writer = new ByteWriter(16);
        DecimalForm.Write(ref writer, value);
        Assert.Equal(bytes, writer.Length);
    }

    [Fact]
    public void Integers_come_back_whatever_their_size() =>
        Prop.ForAll<long, long>((high, low) =>
        {
            Int128[] wides = [new Int128((ulong)high, (ulong)low), high, -low, Int128.MaxValue, Int128.MinValue, 0];
            foreach (var wide in wides)
            {
                var writer = new ByteWriter(16);
                writer.WriteWide(wide);
                writer.WriteSigned(high);
                writer.WriteVarint((ulong)low);
                writer.WriteSigned(long.MinValue);
                writer.WriteVarint(ulong.MaxValue);
                var reader = new ByteReader(writer.Written);
                Assert.Equal(wide, reader.ReadWide());
                Assert.Equal(high, reader.ReadSigned());
                Assert.Equal((ulong)low, reader.ReadVarint());
                Assert.Equal(long.MinValue, reader.ReadSigned());
                Assert.Equal(ulong.MaxValue, reader.ReadVarint());
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_count_larger_than_what_follows_is_damage()
    {
        var writer = new ByteWriter(16);
        writer.WriteVarint(3);
        writer.WriteBytes([1, 2]);
        var bytes = writer.Written.ToArray();
        Assert.Throws<InvalidDataException>(() => new ByteReader(bytes).ReadCount());
    }
}
