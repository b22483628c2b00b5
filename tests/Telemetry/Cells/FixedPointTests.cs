using SmartSectors.Telemetry.Cells;

namespace SmartSectors.Telemetry.Tests.Cells;

public class FixedPointTests
{
    [Fact]
    public void A_quotient_is_the_nearest_double()
    {
        var random = new Random(1);
        for (var i = 0; i < 200_000; i++)
        {
            var numerator = Wide(random, 127);
            var denominator = Int128.Max(1, Int128.Abs(Wide(random, i % 3 == 0 ? 127 : 64)));

            // A few small or equal ones, where quotients are exact or lie halfway.
            if (i % 4 == 0) denominator = Int128.One << random.Next(0, 60);
            if (i % 10 == 0) numerator = denominator * random.Next(-1000, 1000);

            Assert.Equal(ExactQuotient.Nearest(numerator, denominator), FixedPoint.Divide(numerator, denominator));
        }
    }

    [Theory]
    [InlineData(0, 1, 0.0)]
    [InlineData(1, 3, 1.0 / 3)]
    [InlineData(-2, 3, -2.0 / 3)]
    [InlineData(long.MaxValue, 1, 9223372036854775807.0)]
    [InlineData((1L << 53) + 1, 1, 9007199254740992.0)] // halfway, to even
    [InlineData((1L << 53) + 3, 1, 9007199254740996.0)]
    public void Quotients_of_longs(long numerator, long denominator, double expected) =>
        Assert.Equal(expected, FixedPoint.Divide(numerator, denominator));

    [Theory]
    [InlineData(31.2, 31_200_000)]
    [InlineData(-0.0000005, 0)]
    [InlineData(0.0000015, 2)]
    [InlineData(1e9, 1_000_000_000_000_000)]
    public void A_value_is_rounded_once_half_to_even(double value, long units) => Assert.Equal(units, FixedPoint.From(value));

    private static Int128 Wide(Random random, int bits)
    {
        var value = new Int128((ulong)random.NextInt64(), (ulong)random.NextInt64() * 2 + (ulong)random.Next(2)) >> (127 - random.Next(1, bits));
        return random.Next(2) == 0 ? value : -value;
    }
}
