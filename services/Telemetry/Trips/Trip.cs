namespace SmartSectors.Telemetry.Trips;

/// <summary>One trip of a vehicle, from the first reading at which it moved to the last.</summary>
/// <param name="Stops">Pauses on the way.</param>
/// <param name="MaxSpeed">In the unit of the readings.</param>
/// <param name="SpeedingSegments">Null where the vehicle's limit was not known at any reading of the trip.</param>
/// <param name="Longest">The segment that took longest; null where there is none, or none of two readings.</param>
public sealed record Trip(long FromMs, long ToMs, int Stops, double MaxSpeed, int? SpeedingSegments, SpeedingSegment? Longest);

/// <summary>A part of a trip in which the vehicle was too fast.</summary>
public readonly record struct SpeedingSegment(long FromMs, long DurationMs);
