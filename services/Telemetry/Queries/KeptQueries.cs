namespace SmartSectors.Telemetry.Queries;

/// <summary>From which moments on everything that was stored is still kept: what is before was dropped, wholly or in part.</summary>
public interface IKeptQuery
{
    /// <summary>Of the cells of a question; null where none was ever dropped.</summary>
    ValueTask<DateTimeOffset?> OfCellsAsync(AggregateRequest request, CancellationToken cancellationToken);

    /// <summary>Of the readings of some devices; null likewise.</summary>
    ValueTask<DateTimeOffset?> OfReadingsAsync(IReadOnlyCollection<string> deviceIds, CancellationToken cancellationToken);
}
