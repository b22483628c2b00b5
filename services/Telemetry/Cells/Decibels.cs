using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Telemetry.Cells;

/// <summary>
/// Levels as energies, 10^(L ÷ 10), in fixed point: the mean of levels is that of their energies (standards.md,
/// "decibels by energy"). By IEEE operations alone, so that every machine finds the same integers.
/// </summary>
public static class Decibels
{
    /// <summary>10⁻⁶ of the reference energy to 10¹⁸ of it: what an integer of 10⁻⁶ holds, a thousand billion times.</summary>
    public static readonly ValueSpan Span = new(-60, 180);

    private const double OctavesPerDecibel = 0.33219280948873626; // log₂10 ÷ 10
    private const double Ln2 = 0.69314718055994531;
    private const int MicroDecibels = 1_000_000;

    /// <summary>The energy of a level in 10⁻⁶ of the reference, rounded once; the level is clamped to <see cref="Span"/>.</summary>
    public static Int128 ToEnergy(double level)
    {
        var octaves = Math.Clamp(level, Span.Min, Span.Max) * OctavesPerDecibel;
        var whole = Math.Floor(octaves);
        // 2^f = e^x, x in [0, ln 2): the series to x¹⁷ ÷ 17!, whose rest is under 2⁻⁵³ ÷ 4.
        var x = (octaves - whole) * Ln2;
        var power = 1.0;
        for (var n = 17; n > 0; n--) power = 1 + (power * x / n);
        return (Int128)Math.Round(Math.ScaleB(power, (int)whole) * FixedPoint.UnitsPerOne, MidpointRounding.ToEven);
    }

    /// <summary>The level of a mean energy, to 10⁻⁶ dB: the greatest whose energy is not above it.</summary>
    /// <param name="sum">Energies of <see cref="ToEnergy"/>, added.</param>
    /// <param name="count">How many; positive.</param>
    public static double FromEnergy(Int128 sum, long count)
    {
        var (low, high) = ((long)Span.Min * MicroDecibels, (long)Span.Max * MicroDecibels);
        while (low < high)
        {
            var middle = low + ((high - low + 1) / 2);
            if (ToEnergy(middle / (double)MicroDecibels) * count <= sum) low = middle;
            else high = middle - 1;
        }

        return low / (double)MicroDecibels;
    }
}
