using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Telemetry.Quality.Criteria;

/// <summary>How far a cell's figures can be relied on (standards.md, "The four criteria").</summary>
public static class Reliability
{
    /// <summary>More than this share of suspect readings makes a cell unreliable.</summary>
    private const double MostSuspect = 0.20;

    private const double LeastComplete = 0.75;

    /// <summary>With less than this it is as good as missing.</summary>
    private const double LeastPresent = 0.50;

    /// <param name="count">Readings with flag 1, 2 or 3.</param>
    /// <param name="suspect">Those of them with flag 3.</param>
    /// <param name="complete">"đủ"; null where nothing was expected.</param>
    public static ObservationStatus Of(long count, long suspect, double? complete) =>
        complete < LeastPresent ? ObservationStatus.Missing
        : complete < LeastComplete || suspect > MostSuspect * count ? ObservationStatus.LowReliability
        : ObservationStatus.Normal;
}
