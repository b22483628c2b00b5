using SmartSectors.Telemetry.Places;

namespace SmartSectors.Telemetry.Decoding.Fields;

/// <summary>A position in WGS 84 as the source gives it: whether it is possible is judged with the reading (QARTOD's location test).</summary>
/// <param name="Latitude">Degrees; NaN where the source gives the longitude alone.</param>
/// <param name="Longitude">Degrees; NaN where the source gives the latitude alone.</param>
/// <param name="AccuracyM">Radius in metres; NaN where the source gives none.</param>
public readonly record struct GeoPosition(double Latitude, double Longitude, double AccuracyM)
{
    /// <summary>False where there is neither of both coordinates.</summary>
    public bool IsGiven => !double.IsNaN(Latitude) || !double.IsNaN(Longitude);

    /// <summary>The place, possible or not.</summary>
    public Position Place => new(Latitude, Longitude);
}
