using System.Numerics;

namespace SmartSectors.Telemetry.Tests.Cells;

/// <summary>The nearest double of a quotient of any integers, half to even, bit by bit.</summary>
internal static class ExactQuotient
{
    public static double Nearest(BigInteger numerator, BigInteger denominator)
    {
        if (numerator.IsZero) return 0;
        var (n, d) = (BigInteger.Abs(numerator), BigInteger.Abs(denominator));
        var exponent = 0;
        while (n / d >= BigInteger.One << 53) (d, exponent) = (d << 1, exponent + 1);
        while (n / d < BigInteger.One << 52) (n, exponent) = (n << 1, exponent - 1);
        var mantissa = BigInteger.DivRem(n, d, out var rest);
        var half = (rest << 1).CompareTo(d);
        if (half > 0 || (half == 0 && !mantissa.IsEven)) mantissa++;
        return Math.ScaleB((double)mantissa, exponent) * numerator.Sign * denominator.Sign;
    }
}
