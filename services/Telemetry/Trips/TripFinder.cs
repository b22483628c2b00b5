namespace SmartSectors.Telemetry.Trips;

/// <summary>Finds the trips in the accepted readings of one vehicle, given in the order of time: by the rule that counts them.</summary>
public sealed class TripFinder(TravelRules rules)
{
    private readonly TravelWalk _walk = new(rules);
    private readonly List<Trip> _trips = [];
    private SpeedingSegment _segment;

    /// <summary>In the order of time. The last may go on.</summary>
    public IReadOnlyList<Trip> Trips => _trips;

    /// <param name="parameter">The vehicle's limit at the moment; null where it has none.</param>
    public void Add(long timeMs, double speed, double? parameter)
    {
        var reading = rules.Read(timeMs, speed, parameter);
        var counts = _walk.Next(reading);

        // The time up to the reading is what the one before it says, so of the trip so far.
        _segment = _segment with { DurationMs = _segment.DurationMs + counts.SpeedingMs };
        if (counts.SpeedingMs > 0 && _trips.Count > 0 && !(_trips[^1].Longest?.DurationMs >= _segment.DurationMs))
            _trips[^1] = _trips[^1] with { Longest = _segment };
        if (counts.Segments > 0) _segment = new SpeedingSegment(timeMs, 0);

        if (counts.Trips > 0) _trips.Add(new Trip(timeMs, timeMs, 0, speed, null, null));
        if (_trips.Count == 0) return;
        var trip = _trips[^1];
        _trips[^1] = trip with
        {
            ToMs = reading.IsMoving ? timeMs : trip.ToMs,
            Stops = trip.Stops + (int)counts.Stops,
            MaxSpeed = Math.Max(trip.MaxSpeed, speed),
            SpeedingSegments = reading.IsSpeeding is null ? trip.SpeedingSegments : (trip.SpeedingSegments ?? 0) + (int)counts.Segments,
        };
    }
}
