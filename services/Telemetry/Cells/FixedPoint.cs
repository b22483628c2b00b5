namespace SmartSectors.Telemetry.Cells;

/// <summary>
/// Values as integers of 10⁻⁶ of the indicator's unit: what makes sums exact, so that a recomputation in any order is
/// equal bit for bit (aggregation.md, "Reading statistics"). A value is at most 10⁹ in magnitude, so its fixed form is
/// at most 10¹⁵ and its square 10³⁰; an <see cref="Int128"/> holds 10⁸ such squares, and 10¹⁴ of values up to 10⁶.
/// </summary>
public static class FixedPoint
{
    public const double UnitsPerOne = 1e6;

    /// <summary>The largest magnitude of a value that is let in.</summary>
    public const double MaxMagnitude = 1e9;

    /// <summary>The value rounded once to 10⁻⁶, half to even.</summary>
    public static long From(double value) => (long)Math.Round(value * UnitsPerOne, MidpointRounding.ToEven);

    /// <summary>A sum of fixed values as a decimal, exact.</summary>
    public static decimal ToDecimal(Int128 units) => (decimal)units / 1_000_000m;

    /// <summary>The quotient of two wide integers as a double, correctly rounded to 10⁻¹⁸ relative or better.</summary>
    public static double Divide(Int128 numerator, Int128 denominator)
    {
        // A 128-bit quotient first, its remainder second: (double)Int128 alone would lose what lies under 2⁵³.
        var (quotient, remainder) = Int128.DivRem(numerator, denominator);
        return (double)quotient + ((double)remainder / (double)denominator);
    }
}
