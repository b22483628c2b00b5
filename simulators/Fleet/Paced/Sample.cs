using SmartSectors.Telemetry.Places;

namespace SmartSectors.Fleet.Paced;

/// <summary>What a device measured at one moment, in the order of its channels.</summary>
/// <param name="At">Where it was then; null for one that does not tell.</param>
internal readonly record struct Sample(long TimeMs, double[] Values, Position? At = null);
