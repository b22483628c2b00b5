using SmartSectors.Telemetry.Places;
using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Telemetry.Quality;

/// <summary>QARTOD's location test, on the positions of one device in event-time order.</summary>
public static class LocationTest
{
    /// <summary>Judges a position.</summary>
    /// <param name="position">Null where the message had none; a latitude or longitude that came alone has no number beside it.</param>
    /// <param name="previous">The device's last possible position before it, null where it has none.</param>
    /// <param name="hopMetres">The farthest that two successive positions may lie apart; null for no such test.</param>
    /// <returns>
    /// Unevaluated without a position; 4 for a latitude over 90, a longitude over 180 or one alone; 3 for a hop over the limit.
    /// </returns>
    public static ReadingFlag Judge(Position? position, Position? previous, double? hopMetres)
    {
        if (position is not { } here) return ReadingFlag.Unevaluated;
        if (!here.IsPossible) return ReadingFlag.Fail;
        return previous is { } last && hopMetres is { } hop && last.MetresTo(here) > hop ? ReadingFlag.Suspect : ReadingFlag.Pass;
    }
}
