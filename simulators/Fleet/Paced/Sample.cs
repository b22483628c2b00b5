namespace SmartSectors.Fleet.Paced;

/// <summary>What a device measured at one moment, in the order of its channels.</summary>
internal readonly record struct Sample(long TimeMs, double[] Values);
