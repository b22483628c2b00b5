namespace SmartSectors.Telemetry.Profiles;

/// <summary>What a unit measures. Only units of one dimension convert into each other.</summary>
internal enum Dimension : byte
{
    /// <summary>A unit of a scheme that the table lacks: it is itself and converts into nothing.</summary>
    Unlisted,

    Temperature, Fraction, Count, Concentration, Length, Area, Volume, Flow, Mass, Time, Frequency, Speed, Acceleration, Pressure,
    Power, Energy, EnergyPerUnit, Conductivity, Irradiance, Illuminance, Voltage, Current, Angle, Acidity, SoundLevel,
}

/// <summary>A unit against its dimension's base: base = (value + Shift) × Numerator ÷ Denominator.</summary>
/// <remarks>A fraction of whole numbers, so that the usual conversions round once: 1300 mg/L ÷ 1000 is exactly 1.3 g/L.</remarks>
internal readonly record struct Unit(Dimension Dimension, double Numerator, double Denominator, double Shift = 0);

/// <summary>What takes a value from one unit to another.</summary>
internal readonly record struct UnitConversion(double ShiftFrom, double Numerator, double Denominator, double ShiftTo)
{
    public static UnitConversion Identity { get; } = new(0, 1, 1, 0);

    public bool IsIdentity => ShiftFrom == ShiftTo && Numerator == Denominator;

    /// <summary>False when the units measure different things.</summary>
    public static bool TryBetween(Unit from, Unit to, out UnitConversion conversion)
    {
        // (v + from.Shift) × from.Num ÷ from.Den × to.Den ÷ to.Num - to.Shift
        conversion = new UnitConversion(from.Shift, from.Numerator * to.Denominator, from.Denominator * to.Numerator, to.Shift);
        return from.Dimension == to.Dimension;
    }

    public double Apply(double value) => IsIdentity ? value : ((value + ShiftFrom) * Numerator / Denominator) - ShiftTo;
}
