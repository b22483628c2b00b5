using SmartSectors.Telemetry.Cells;

namespace SmartSectors.Telemetry.Trips;

/// <summary>What is booked of a vehicle's travel at one of its readings, or the difference of two such; all of it adds.</summary>
public readonly record struct TravelCounts
{
    private const long UnitsOfOne = 1_000_000; // the fixed point of the cells

    /// <summary>Readings that were looked at: with none, nothing is known, which is not "no trip".</summary>
    public long Readings { get; init; }

    /// <summary>Those of them whose vehicle's limit is known.</summary>
    public long Judged { get; init; }

    public long Trips { get; init; }

    public long Stops { get; init; }

    /// <summary>Speeding segments.</summary>
    public long Segments { get; init; }

    /// <summary>Time at the wheel while the limit is known.</summary>
    public long DrivenMs { get; init; }

    /// <summary>The part of it that was too fast.</summary>
    public long SpeedingMs { get; init; }

    /// <summary>What goes into the cell of <see cref="TravelIndicators.Trips"/>; the others likewise.</summary>
    public OwnIncrement OfTrips => new(Trips * UnitsOfOne, Readings);

    public OwnIncrement OfStops => new(Stops * UnitsOfOne, Readings);

    public OwnIncrement OfSegments => new(Segments * UnitsOfOne, Judged);

    public OwnIncrement OfShare => new(SpeedingMs, DrivenMs);

    public static TravelCounts operator +(TravelCounts left, TravelCounts right) => new()
    {
        Readings = left.Readings + right.Readings,
        Judged = left.Judged + right.Judged,
        Trips = left.Trips + right.Trips,
        Stops = left.Stops + right.Stops,
        Segments = left.Segments + right.Segments,
        DrivenMs = left.DrivenMs + right.DrivenMs,
        SpeedingMs = left.SpeedingMs + right.SpeedingMs,
    };

    public static TravelCounts operator -(TravelCounts counts) => default(TravelCounts) - counts;

    public static TravelCounts operator -(TravelCounts left, TravelCounts right) => new()
    {
        Readings = left.Readings - right.Readings,
        Judged = left.Judged - right.Judged,
        Trips = left.Trips - right.Trips,
        Stops = left.Stops - right.Stops,
        Segments = left.Segments - right.Segments,
        DrivenMs = left.DrivenMs - right.DrivenMs,
        SpeedingMs = left.SpeedingMs - right.SpeedingMs,
    };

    public static TravelCounts Add(TravelCounts left, TravelCounts right) => left + right;

    public static TravelCounts Subtract(TravelCounts left, TravelCounts right) => left - right;

    public static TravelCounts Negate(TravelCounts counts) => -counts;
}
