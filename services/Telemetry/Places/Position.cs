namespace SmartSectors.Telemetry.Places;

/// <summary>A place on the earth in degrees of WGS 84.</summary>
public readonly record struct Position(double Latitude, double Longitude)
{
    private const double MetresPerDegree = 111_195; // 2π · 6,371,009 m ÷ 360: the earth as a sphere of its mean radius

    /// <summary>A latitude of at most 90 and a longitude of at most 180, either way; not for what is no number.</summary>
    public bool IsPossible => Math.Abs(Latitude) <= 90 && Math.Abs(Longitude) <= 180;

    /// <summary>
    /// The distance on the plane that touches the earth between both: within 1 % up to some hundred kilometres outside
    /// the polar regions, by IEEE operations alone, so that every machine finds the same.
    /// </summary>
    public double MetresTo(Position other)
    {
        var north = other.Latitude - Latitude;
        var east = Math.Abs(other.Longitude - Longitude);
        if (east > 180) east = 360 - east;
        east *= Cosine((Latitude + other.Latitude) / 2);
        return MetresPerDegree * Math.Sqrt((north * north) + (east * east));
    }

    /// <summary>The cosine of an angle of at most 90 degrees: its series to the tenth power, within 5 · 10⁻⁷.</summary>
    internal static double Cosine(double degrees)
    {
        var radians = degrees * (Math.PI / 180);
        var x = radians * radians;
        return 1 - (x / 2 * (1 - (x / 12 * (1 - (x / 30 * (1 - (x / 56 * (1 - (x / 90)))))))));
    }
}
