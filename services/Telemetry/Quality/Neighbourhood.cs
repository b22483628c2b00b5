namespace SmartSectors.Telemetry.Quality;

/// <summary>
/// How far the flags of a reading reach. To judge a reading: all readings from the newest one that is at least
/// <see cref="SpanMs"/> older than it, or <see cref="ReadingsBefore"/> where that is more, to
/// <see cref="ReadingsAfter"/> later. An insert may change the flags of one reading before it, and of those after it
/// that are less than <see cref="SpanMs"/> younger than its successor (the successor included).
/// </summary>
public readonly record struct Neighbourhood(long SpanMs)
{
    /// <summary>The predecessor: gap, rate of change, spike.</summary>
    public const int ReadingsBefore = 1;

    /// <summary>The successor: spike.</summary>
    public const int ReadingsAfter = 1;
}
