using System.Globalization;

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

    /// <summary>Readings of days that retention dropped before they were written whole, since start: so many are missing there at most.</summary>
    public long DroppedReadings { get; init; }

    /// <summary>The same of cells of a minute: hours, each of an indicator.</summary>
    public long DroppedHours { get; init; }

    /// <summary>What was let go, for an operator; null where nothing was.</summary>
    public string? Loss => DroppedReadings == 0 && DroppedHours == 0 ? null : string.Create(
        CultureInfo.InvariantCulture, $"it was away for longer than anything is held for it: up to {DroppedReadings} readings and {DroppedHours} hours of minute cells were dropped here before it had them.");

    /// <summary>The same in Vietnamese.</summary>
    public string? LossVi => Loss is null ? null : string.Create(
        CultureInfo.InvariantCulture, $"máy chủ vắng lâu hơn thời gian dữ liệu được giữ lại: tối đa {DroppedReadings} số đo và {DroppedHours} giờ số liệu từng phút đã bị xóa ở đây trước khi gửi được.");

    /// <summary>Before the first look.</summary>
    public static SinkStatus Starting(string target) => new(target, null, 0, 0, null, 0, 0, null, 0);
}

/// <summary>Tells how a second store fares; cheap enough to ask every second.</summary>
public interface ISinkStatusQuery
{
    SinkStatus Current();
}
