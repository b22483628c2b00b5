using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using SmartSectors.Telemetry.Decoding;

namespace SmartSectors.Telemetry.Tests.Decoding;

public class ShortDecimalTests
{
    [Fact]
    public void Every_short_number_is_the_nearest_double()
    {
        var digits = Gen.Choose(0, 9).Select(digit => (char)('0' + digit)).ListOf().Select(list => string.Concat(list));
        var texts = from sign in Gen.Elements("", "-")
                    from whole in Gen.Choose(0, 1_000_000_000).Select(number => number.ToString(CultureInfo.InvariantCulture))
                    from cut in Gen.Choose(1, 10)
                    from decimals in digits
                    select sign + whole[..Math.Min(cut, whole.Length)] + (decimals.Length == 0 ? "" : "." + decimals);

        Prop.ForAll(texts.ToArbitrary(), text =>
        {
            var bytes = Encoding.ASCII.GetBytes(text);
            var read = ShortDecimal.TryRead(bytes, out var value, out _, out var length);
            var isShort = text.Count(char.IsAsciiDigit) <= 15 && (text.TrimStart('-')[0] != '0' || text.TrimStart('-').Split('.')[0].Length == 1);
            Assert.Equal(isShort, read);
            if (!read) return;
            Assert.Equal(text.Length, length);
            var exact = double.Parse(text, CultureInfo.InvariantCulture) + 0.0;
            Assert.Equal(BitConverter.DoubleToInt64Bits(exact), BitConverter.DoubleToInt64Bits(value));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(50_000));
    }

    [Theory]
    [InlineData("31.2,", 31.2, 4, 1)]
    [InlineData("0}", 0, 1, 0)]
    [InlineData("-0.05 ", -0.05, 5, 2)]
    [InlineData("999999999999999", 999999999999999, 15, 0)]
    [InlineData("12e5", 12, 2, 0)]
    public void It_stops_where_the_number_ends(string text, double value, int length, int decimals)
    {
        Assert.True(ShortDecimal.TryRead(Encoding.ASCII.GetBytes(text), out var number, out var digits, out var read));
        Assert.Equal((value, length, decimals), (number, read, digits));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData(".5")]
    [InlineData("5.")]
    [InlineData("01")]
    [InlineData("-00")]
    [InlineData("+1")]
    [InlineData("x")]
    [InlineData("1000000000000000")]
    [InlineData("18446744073709551617")]
    public void Anything_else_is_left_to_the_caller(string text) =>
        Assert.False(ShortDecimal.TryRead(Encoding.ASCII.GetBytes(text), out _, out _, out _));
}
