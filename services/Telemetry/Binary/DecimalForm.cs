namespace SmartSectors.Telemetry.Binary;

/// <summary>
/// Sensors report decimals: 31.2 is 312 tenths. Where a value is exactly an integer divided by a power of ten, that
/// integer is what is stored, for it takes a byte or two and the double comes back bit for bit.
/// </summary>
public static class DecimalForm
{
    /// <summary>The largest power of ten that is tried.</summary>
    public const int MaxScale = 6;

    // Integers above 2⁵³ are not all doubles.
    private const double MaxMantissa = 1L << 53;

    private static readonly double[] s_powers = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000];

    /// <summary>The mantissa of a value at a scale; false when the value does not come back exactly from it.</summary>
    public static bool TryScale(double value, int scale, out long mantissa)
    {
        var scaled = Math.Round(value * s_powers[scale]);
        mantissa = 0;
        if (!(Math.Abs(scaled) <= MaxMantissa)) return false;
        mantissa = (long)scaled;
        return BitConverter.DoubleToInt64Bits(Value(mantissa, scale)) == BitConverter.DoubleToInt64Bits(value);
    }

    /// <summary>The value of a mantissa: one correctly rounded division.</summary>
    public static double Value(long mantissa, int scale) => mantissa / s_powers[scale];

    /// <summary>The smallest scale, from <paramref name="from"/> on, that holds the value; false for none.</summary>
    public static bool TryFindScale(double value, int from, out int scale)
    {
        for (scale = from; scale <= MaxScale; scale++)
        {
            if (TryScale(value, scale, out _)) return true;
        }

        return false;
    }

    /// <summary>Writes a value: a scale and a zigzag mantissa, or the raw double.</summary>
    public static void Write(ref ByteWriter writer, double value)
    {
        if (TryFindScale(value, 0, out var scale) && TryScale(value, scale, out var mantissa))
        {
            writer.WriteByte((byte)scale);
            writer.WriteSigned(mantissa);
            return;
        }

        writer.WriteByte(byte.MaxValue);
        writer.WriteDouble(value);
    }

    public static double Read(ref ByteReader reader)
    {
        var scale = reader.ReadByte();
        if (scale == byte.MaxValue) return reader.ReadDouble();
        if (scale > MaxScale) throw new InvalidDataException("CORRUPT: a value's scale is out of range.");
        return Value(reader.ReadSigned(), scale);
    }
}
