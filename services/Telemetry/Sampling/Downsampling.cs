namespace SmartSectors.Telemetry.Sampling;

/// <summary>How a long range of readings is brought down to a few that draw the same line.</summary>
public enum Downsampling : byte
{
    /// <summary>The least and the greatest of each bucket: no peak is lost.</summary>
    MinMax,

    /// <summary>Largest triangle three buckets (Steinarsson 2013): one reading a bucket, the one that shapes the line most.</summary>
    Lttb,
}
