using SmartSectors.Telemetry.Devices;
using SmartSectors.Telemetry.Quality;
using SmartSectors.Telemetry.Readings;
using SmartSectors.Telemetry.Sampling;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Telemetry.Queries;

/// <summary>One stored reading, with its flags as they are now.</summary>
/// <param name="Findings">The tests that found something, suspect or fail.</param>
public readonly record struct ReadingPoint(DateTimeOffset Time, double Value, ReadingFlag Flag, QualityFlags Findings = default);

/// <summary>A page of one device's readings of one indicator, in time order.</summary>
public sealed record ReadingPage(IReadOnlyList<ReadingPoint> Points, string? Next);

/// <summary>A range of one device's readings of one indicator, brought down to a few.</summary>
/// <param name="Points">Readings as they are stored, in time order.</param>
/// <param name="Readings">How many there are in the range.</param>
/// <param name="Failed">How many of them are flagged 4, which are never among the points.</param>
/// <param name="Gaps">Where there are none for longer than a value holds; empty of an event-driven indicator.</param>
public sealed record SampledReadings(IReadOnlyList<ReadingPoint> Points, long Readings, long Failed, IReadOnlyList<ReadingGap> Gaps)
{
    /// <summary>Of a device that was never heard: one gap.</summary>
    public static SampledReadings None(Indicator indicator, DateTimeOffset from, DateTimeOffset to)
    {
        var gaps = GapFinder.Of(indicator, from);
        gaps?.End(to);
        return new([], 0, 0, gaps?.Gaps ?? []);
    }
}

/// <summary>A question would read more than one question may.</summary>
/// <param name="readings">About so many readings.</param>
/// <param name="limit">At most so many.</param>
public sealed class QuestionTooLargeException(long readings, long limit)
    : Exception($"The question is for about {readings:N0} readings, and one question may read {limit:N0}.")
{
    public long Readings { get; } = readings;

    public long Limit { get; } = limit;
}

/// <summary>A store that holds part of the answer does not answer now.</summary>
public class AnswerUnavailableException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Answers questions for single readings from committed segments.</summary>
public interface IReadingQuery
{
    /// <summary>
    /// At most so many readings of a range that draw its line, or null when the device is unknown. Throws
    /// <see cref="QuestionTooLargeException"/> and <see cref="AnswerUnavailableException"/>.
    /// </summary>
    ValueTask<SampledReadings?> SampleAsync(
        string deviceId, Indicator indicator, DateTimeOffset from, DateTimeOffset to, Downsampling method, int points, CancellationToken cancellationToken);

    /// <summary>
    /// One page of a series, or null when the device is unknown. <paramref name="from"/> is inclusive,
    /// <paramref name="to"/> exclusive. Throws <see cref="InvalidCursorException"/> and <see cref="AnswerUnavailableException"/>.
    /// </summary>
    ValueTask<ReadingPage?> FindPageAsync(
        string deviceId, Indicator indicator, DateTimeOffset from, DateTimeOffset to, int limit, string? cursor,
        CancellationToken cancellationToken);
}

/// <summary>Whether a device is heard: never, live, or silent for more than three periods of its fastest indicator.</summary>
public enum LinkPhase : byte { NeverHeard, Live, Silent }

/// <summary>The last reading of one indicator of a device.</summary>
public sealed record LastReading(Indicator Indicator, DateTimeOffset Time, double Value, ReadingFlag Flag)
{
    /// <summary>The slot from which on readings are expected; null of an event-driven indicator.</summary>
    public DateTimeOffset? ExpectedFrom { get; init; }
}

/// <summary>What is known of one device now: the grain's live twin.</summary>
public sealed record DeviceTwin(
    string DeviceId, string SiteId, Sector Sector, LinkPhase Link, DateTimeOffset? LastSeen, IReadOnlyList<LastReading> Last)
{
    /// <summary>
    /// Where its readings count now: the code of its site's commune, or of the province where it was last, for a device that
    /// is attributed by its position; null while neither is known.
    /// </summary>
    public string? Area { get; init; }

    /// <summary>The moment of its last position; null where it never sent one. The position itself is not told.</summary>
    public DateTimeOffset? PositionTime { get; init; }

    public ReportedCondition Condition { get; init; } = ReportedCondition.Normal;

    /// <summary>What registration and profile say of it from moments on, in their order.</summary>
    public IReadOnlyList<DatedTerms> Terms { get; init; } = [];

    /// <summary>
    /// The least time from measurement to receipt lately: under zero its clock is ahead by that much at least, over zero
    /// behind by that much at most. Null where it never told a time.
    /// </summary>
    public TimeSpan? LeastDelay { get; init; }
}

/// <summary>Asks the device's grain; the only query that reads grain memory.</summary>
public interface IDeviceTwinQuery
{
    /// <summary>The twin, or null when no reading of the device was ever seen.</summary>
    ValueTask<DeviceTwin?> FindAsync(string deviceId, CancellationToken cancellationToken);
}
