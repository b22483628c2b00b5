using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Telemetry.Quality.Criteria;

/// <summary>
/// What is counted of one device in one period for the four criteria "đúng, đủ, sạch, sống" (standards.md). Counts of
/// successive periods add up to those of the longer one; several devices are rolled up by <see cref="AreaCriteria"/>.
/// </summary>
public record struct DeviceCriteria
{
    /// <summary>Readings with the aggregate flag 1.</summary>
    public long Pass { get; set; }

    /// <summary>Readings with the aggregate flag 1, 3 or 4: those that were judged.</summary>
    public long Judged { get; set; }

    /// <summary>Period slots that began in the period while the device was active; 0 of an event-driven indicator.</summary>
    public long Expected { get; set; }

    /// <summary>The distinct ones of them that were filled.</summary>
    public long Received { get; set; }

    /// <summary>
    /// All that was received from it: readings, duplicates, conflicts, refused ones and messages that could not be read.
    /// </summary>
    public long Messages { get; set; }

    /// <summary>Those of them that were accepted.</summary>
    public long Accepted { get; set; }

    /// <summary>Counts a stored reading, or takes it back when its flag changes (<paramref name="by"/> −1).</summary>
    public void Count(ReadingFlag flag, int by = 1)
    {
        if (flag is ReadingFlag.Pass) Pass += by;
        if (flag is not ReadingFlag.Unevaluated) Judged += by;
    }

    /// <summary>Adds another part of the period.</summary>
    public void Merge(in DeviceCriteria other)
    {
        Pass += other.Pass;
        Judged += other.Judged;
        Expected += other.Expected;
        Received += other.Received;
        Messages += other.Messages;
        Accepted += other.Accepted;
    }
}
