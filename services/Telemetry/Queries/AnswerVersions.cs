namespace SmartSectors.Telemetry.Queries;

/// <summary>
/// Tells by a short text that an answer would be the same as before, without making it. To be asked before the data are
/// read; null where that cannot be told now.
/// </summary>
public interface IAnswerVersions
{
    /// <summary>Of the cells that a question is for, all of its pages.</summary>
    string? OfAggregates(AggregateRequest request);

    /// <summary>Of the readings of devices in a range, of all indicators.</summary>
    string? OfReadings(IEnumerable<string> deviceIds, DateTimeOffset from, DateTimeOffset to);
}
