namespace SmartSectors.Telemetry.Quality;

/// <summary>
/// What a series carries from reading to reading for its tests: 32 bytes, beside the newest two readings, which the
/// series keeps anyway. It is a function of the series: equal series have equal states.
/// </summary>
public record struct QualityState
{
    internal FlatRun Flat;
    internal FlatRun Quiet;
    internal FlatRun Still;
    internal QualityFlags NewestFlags;
    internal bool IsNewestLinked;

    /// <summary>No reading was seen yet.</summary>
    public readonly bool IsEmpty => NewestFlags.Bits == 0;

    /// <summary>The flags of the newest reading, as far as they are known without its successor.</summary>
    public readonly QualityFlags Newest => NewestFlags;
}
