using FsCheck;
using FsCheck.Fluent;

namespace SmartSectors.Mqtt.Tests.Codec;

public sealed class VariableByteIntegerTests
{
    [Theory]
    [InlineData(0, "00")]
    [InlineData(127, "7F")]
    [InlineData(128, "8001")]
    [InlineData(16_383, "FF7F")]
    [InlineData(16_384, "808001")]
    [InlineData(2_097_151, "FFFF7F")]
    [InlineData(2_097_152, "80808001")]
    [InlineData(268_435_455, "FFFFFF7F")]
    public void Is_written_as_table_1_1_of_the_specification_says(int value, string expected)
    {
        var bytes = new byte[4];
        var length = VariableByteInteger.Write(bytes, value);
        Assert.Equal(expected, Convert.ToHexString(bytes.AsSpan(0, length)));
        Assert.Equal(length, VariableByteInteger.Length(value));
    }

    [Fact]
    public void Comes_back_as_written_and_every_shorter_prefix_needs_more() =>
        Prop.ForAll(Gen.Choose(0, VariableByteInteger.Max).ToArbitrary(), value =>
        {
            var bytes = new byte[4];
            var length = VariableByteInteger.Write(bytes, value);
            for (var prefix = 0; prefix < length; prefix++)
            {
                if (VariableByteInteger.TryRead(bytes.AsSpan(0, prefix), out _, out _)) return false;
            }

            return VariableByteInteger.TryRead(bytes, out var read, out var size) && read == value && size == length;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_fifth_byte_is_malformed()
    {
        var thrown = Assert.Throws<MalformedPacketException>(() => VariableByteInteger.TryRead([0x80, 0x80, 0x80, 0x80, 0x01], out _, out _));
        Assert.Equal(MalformedReason.LengthTooLong, thrown.Reason);
    }
}
