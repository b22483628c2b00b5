namespace SmartSectors.Telemetry.Decoding.Fields;

/// <summary>A position in WGS 84, always on the globe.</summary>
/// <param name="Latitude">Degrees, -90 to 90.</param>
/// <param name="Longitude">Degrees, -180 to 180.</param>
/// <param name="AccuracyM">Radius in metres; NaN where the source gives none.</param>
public readonly record struct GeoPosition(double Latitude, double Longitude, double AccuracyM)
{
    /// <summary>QARTOD's location test: false beyond ±90 or ±180 degrees, and for what is no number.</summary>
    public static bool TryCreate(double latitude, double longitude, double accuracyM, out GeoPosition position)
    {
        var isOnGlobe = Math.Abs(latitude) <= 90 && Math.Abs(longitude) <= 180;
        position = isOnGlobe ? new GeoPosition(latitude, longitude, accuracyM >= 0 ? accuracyM : double.NaN) : default;
        return isOnGlobe;
    }
}
