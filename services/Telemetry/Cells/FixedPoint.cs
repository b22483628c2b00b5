using System.Numerics;

namespace SmartSectors.Telemetry.Cells;

/// <summary>
/// Values as integers of 10⁻⁶ of the indicator's unit: what makes sums exact, so that a recomputation in any order is
/// equal bit for bit (aggregation.md, "Reading statistics"). A value is at most 10⁹ in magnitude, so its fixed form is
/// at most 10¹⁵ and its square 10³⁰; an <see cref="Int128"/> holds 10⁸ such squares, and 10¹⁴ of values up to 10⁶.
/// </summary>
public static class FixedPoint
{
    public const double UnitsPerOne = 1e6;

    // 63 bits of quotient and these fit in 128.
    private const int LongestDivisorBits = 65;

    // Integers above 2⁵³ are not all doubles.
    private const long LargestExact = 1L << 53;

    /// <summary>The largest magnitude of a value that is let in.</summary>
    public const double MaxMagnitude = 1e9;

    /// <summary>The value rounded once to 10⁻⁶, half to even.</summary>
    public static long From(double value) => (long)Math.Round(value * UnitsPerOne, MidpointRounding.ToEven);

    /// <summary>A sum of fixed values as a decimal, exact.</summary>
    public static decimal ToDecimal(Int128 units) => (decimal)units / 1_000_000m;

    /// <summary>The quotient of two wide integers as the nearest double, so that a mean is right to its last digit.</summary>
    /// <param name="denominator">Positive.</param>
    public static double Divide(Int128 numerator, Int128 denominator)
    {
        if (numerator == 0) return 0;

        // Both are doubles then, and a quotient of doubles is rounded once.
        if (numerator >= -LargestExact && numerator <= LargestExact && denominator <= LargestExact) return (double)(long)numerator / (long)denominator;

        var n = (UInt128)Int128.Abs(numerator);
        var d = (UInt128)denominator;
        if (BitLength(d) > LongestDivisorBits) return DivideByLong(numerator, denominator);

        // A quotient of 63 or 64 bits, its last one set when anything was cut off ("sticky"): then the one rounding is
        // that of the conversion from ulong.
        var shift = 63 - (BitLength(n) - BitLength(d));
        var shifted = shift >= 0 ? n << shift : n;
        var quotient = shifted / d;
        var exact = quotient * d == shifted;
        if (shift < 0)
        {
            exact &= (quotient & ((UInt128.One << -shift) - 1)) == 0;
            quotient >>= -shift;
        }

        var nearest = Math.ScaleB((double)((ulong)quotient | (exact ? 0UL : 1UL)), -shift);
        return numerator < 0 ? -nearest : nearest;
    }

    // Of weights and energies. The shifted numerator would not fit in 128 bits, so it goes on in a BigInteger.
    private static double DivideByLong(Int128 numerator, Int128 denominator)
    {
        const int FractionBits = 192; // A quotient of 64 bits at least, whatever the two are.
        var shifted = (BigInteger)Int128.Abs(numerator) << FractionBits;
        var quotient = BigInteger.DivRem(shifted, denominator, out var remainder);
        var cut = (int)quotient.GetBitLength() - 64;
        var exact = remainder.IsZero && (quotient & ((BigInteger.One << cut) - 1)).IsZero;
        var nearest = Math.ScaleB((double)((ulong)(quotient >> cut) | (exact ? 0UL : 1UL)), cut - FractionBits);
        return numerator < 0 ? -nearest : nearest;
    }

    private static int BitLength(UInt128 value) => 128 - (int)UInt128.LeadingZeroCount(value);
}
