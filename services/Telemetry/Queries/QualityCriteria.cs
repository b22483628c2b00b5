namespace SmartSectors.Telemetry.Queries;

/// <summary>
/// The four criteria "đúng, đủ, sạch, sống" (standards.md) as shares from 0 to 1; null where nothing was there to judge.
/// </summary>
/// <param name="Correct">đúng: readings that passed among those judged, weighted by what was expected of each device.</param>
/// <param name="Complete">đủ: slots filled among those expected.</param>
/// <param name="Clean">sạch: accepted among received, weighted likewise.</param>
/// <param name="Live">sống: devices heard within three periods among all, asked at each quarter-hour's end.</param>
/// <param name="DelayP95">From measurement to receipt in seconds, the 95th percentile within 1 %; 0 is under a second.</param>
public sealed record QualityCriteria(double? Correct, double? Complete, double? Clean, double? Live, double? DelayP95)
{
    /// <summary>The least of the four that are known; never a blend of them.</summary>
    public double? Minimum => ((double?[])[Correct, Complete, Clean, Live]).Min();
}

/// <summary>How far a figure can be relied on; of SDMX's CL_OBS_STATUS. Provisional (P) is what is not final.</summary>
public enum ObservationStatus : byte
{
    /// <summary>A.</summary>
    Normal,

    /// <summary>U.</summary>
    LowReliability,

    /// <summary>O.</summary>
    Missing,
}
