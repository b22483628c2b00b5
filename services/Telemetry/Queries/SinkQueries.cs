namespace SmartSectors.Telemetry.Queries;

/// <summary>How far a second store has what the platform keeps.</summary>
/// <param name="Target">The server and database, without credentials.</param>
/// <param name="Problem">Why nothing is taken now, and what to do; null when all is well.</param>
/// <param name="WrittenLines">Since start; those that were sent again count again.</param>
/// <param name="RefusedLines">Left out for good since start, because the server refused them.</param>
/// <param name="LastRefusal">Why the last of them was refused.</param>
/// <param name="BacklogReadings">Committed readings that are not written yet; whole days are counted apart.</param>
/// <param name="BacklogBytes">What they take on disk here.</param>
/// <param name="BacklogSince">The time of measurement of the oldest of them; null where there are none.</param>
/// <param name="OwedDays">Days, each of a partition, that are written whole: more had gathered than is held, or the server is new.</param>
public sealed record SinkStatus(
    string Target, string? Problem, long WrittenLines, long RefusedLines, string? LastRefusal, long BacklogReadings, long BacklogBytes,
    DateTimeOffset? BacklogSince, int OwedDays)
{
    /// <summary>True while it takes nothing or is far behind; readings are acknowledged and answered all the same.</summary>
    public bool Degraded => Problem is not null || OwedDays > 0;

    /// <summary>Before the first look.</summary>
    public static SinkStatus Starting(string target) => new(target, null, 0, 0, null, 0, 0, null, 0);
}

/// <summary>Tells how a second store fares; cheap enough to ask every second.</summary>
public interface ISinkStatusQuery
{
    SinkStatus Current();
}
