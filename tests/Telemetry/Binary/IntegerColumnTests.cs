using FsCheck;
using FsCheck.Fluent;
using SmartSectors.Telemetry.Binary;

namespace SmartSectors.Telemetry.Tests.Binary;

public class IntegerColumnTests
{
    [Fact]
    public void Integers_of_any_size_come_back_and_nothing_is_left()
    {
        var odd = Gen.Elements<Int128>(0, 1, -1, long.MinValue, long.MaxValue, ulong.MaxValue, Int128.MinValue, Int128.MaxValue, (Int128)ulong.MaxValue * 5);
        var near = Gen.Choose(-1000, 1000).Select(value => (Int128)value * 100_000);
        var far = Gen.Choose(int.MinValue, int.MaxValue).Select(value => (Int128)value * long.MaxValue);
        var border = Gen.Choose(40, 66).SelectMany(bits => Gen.Choose(-2, 2).Select(by => ((Int128)1 << bits) + by));
        foreach (var one in new[] { odd, near, far, border, Gen.OneOf(odd, near, far, border) })
        {
            Prop.ForAll(one.ListOf().Where(list => list.Count <= IntegerColumn.MaxCount).ToArbitrary(), values =>
            {
                var writer = new ByteWriter(16);
                IntegerColumn.Write(ref writer, values.ToArray());
                var reader = new ByteReader(writer.Written);
                var read = new Int128[values.Count];
                IntegerColumn.Read(ref reader, read);
                var passing = new ByteReader(writer.Written);
                IntegerColumn.Skip(ref passing, values.Count);
                return reader.Remaining == 0 && passing.Remaining == 0 && read.SequenceEqual(values);
            }).QuickCheckThrowOnFailure();
        }
    }

    [Fact]
    public void Sums_of_tenths_take_no_room_for_their_noughts_nor_a_counter_for_its_steps()
    {
        var random = new Random(1);
        Assert.InRange(Length([.. Enumerable.Range(0, 60).Select(_ => (Int128)(312 + random.Next(32)) * 100_000)]), 60 * 5 / 8, (60 * 5 / 8) + 12);
        Assert.InRange(Length([.. Enumerable.Range(0, 60).Select(i => (Int128)1_000_000_000_000 + (i * 86_400_000L))]), 8, 20);
        Assert.Equal(5, Length(new Int128[96]));
    }

    [Fact]
    public void Bytes_that_are_no_column_are_said() => Assert.Throws<InvalidDataException>(() =>
    {
        var reader = new ByteReader([3, 0, 0, 0, 0]);
        IntegerColumn.Read(ref reader, new Int128[2]);
    });

    private static int Length(Int128[] values)
    {
        var writer = new ByteWriter(16);
        IntegerColumn.Write(ref writer, values);
        return writer.Length;
    }
}
