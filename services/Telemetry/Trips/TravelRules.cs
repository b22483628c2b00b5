using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Telemetry.Trips;

/// <summary>
/// How the speeds that a vehicle tells become trips, stops and speeding. Everything is said of two consecutive readings,
/// of all accepted ones or of those that move, and belongs to the later one: so a reading that comes late, or leaves,
/// changes what is said of itself and of those right after it, and nothing else.
/// </summary>
/// <param name="MovingFrom">From this speed on a reading moves; under it it stands. In the unit of the readings.</param>
/// <param name="StopMs">A pause as long as this, in which a reading stood, is a stop. Silence alone is none.</param>
/// <param name="TripGapMs">After a pause as long as this the next moving reading begins another trip.</param>
/// <param name="HoldMs">For so long a reading says how fast the vehicle goes; beyond, nothing is known of the time between.</param>
/// <param name="Speeding">What is too fast, such as <c>&gt;limit</c> with the vehicle's own parameter.</param>
/// <param name="Into">The indicators that it is counted in.</param>
public sealed record TravelRules(double MovingFrom, long StopMs, long TripGapMs, long HoldMs, Limit Speeding, TravelIndicators Into)
{
    /// <summary>What one speed says.</summary>
    /// <param name="parameter">The vehicle's parameter that <see cref="Speeding"/> names; null where it has none.</param>
    public VehicleReading Read(long timeMs, double speed, double? parameter) =>
        new(timeMs, speed >= MovingFrom, Speeding.IsBreachedBy(speed, parameter));

    /// <summary>What an accepted reading says with the accepted one before it: how long it drove, and too fast; a segment that begins.</summary>
    public TravelCounts Between(VehicleReading? before, VehicleReading reading)
    {
        var counts = new TravelCounts { Readings = 1, Judged = reading.IsSpeeding is null ? 0 : 1 };
        var linked = before is { } last && reading.TimeMs - last.TimeMs <= HoldMs ? before : null;
        if (reading.IsSpeeding is true && linked?.IsSpeeding is not true) counts = counts with { Segments = 1 };
        if (linked is not { IsSpeeding: { } wasSpeeding } known) return counts;

        var elapsed = reading.TimeMs - known.TimeMs;
        return counts with { DrivenMs = known.IsMoving || wasSpeeding ? elapsed : 0, SpeedingMs = wasSpeeding ? elapsed : 0 };
    }

    /// <summary>What a moving reading says with the moving one before it: a trip that begins, or a stop that ends.</summary>
    /// <param name="stood">A reading between them stood.</param>
    public TravelCounts Moving(long? beforeMs, long timeMs, bool stood) =>
        beforeMs is not { } last || timeMs - last >= TripGapMs ? new TravelCounts { Trips = 1 }
        : stood && timeMs - last >= StopMs ? new TravelCounts { Stops = 1 }
        : default;

    /// <summary>What goes into the cell of one of the derived indicators.</summary>
    public OwnIncrement IncrementOf(ushort indicator, TravelCounts counts) =>
        indicator == Into.Trips ? counts.OfTrips
        : indicator == Into.Stops ? counts.OfStops
        : indicator == Into.SpeedingSegments ? counts.OfSegments
        : counts.OfShare;
}

/// <summary>The durable numbers of the indicators that a vehicle's travel is counted in.</summary>
public sealed record TravelIndicators(ushort Trips, ushort Stops, ushort SpeedingSegments, ushort SpeedingShare);

/// <summary>What one accepted reading of a speed says.</summary>
/// <param name="IsSpeeding">Null where the vehicle's limit is not known.</param>
public readonly record struct VehicleReading(long TimeMs, bool IsMoving, bool? IsSpeeding);
