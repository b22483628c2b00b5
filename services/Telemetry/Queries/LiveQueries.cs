using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Telemetry.Queries;

/// <summary>Why some of what happened cannot be told any more, or not by this question: it is to be asked anew.</summary>
public enum LiveGap : byte
{
    None,

    /// <summary>The place to resume from is of another process, or too long ago.</summary>
    Unknown,

    /// <summary>The reader was slower than what it reads for longer than is kept.</summary>
    Lagging,

    /// <summary>The devices of the question are others now.</summary>
    Changed,
}

/// <summary>What happened, in order, each with the place to resume after it; or a gap.</summary>
public readonly record struct LiveBatch<T>(IReadOnlyList<(string Place, T What)> Events, LiveGap Gap);

/// <summary>
/// Reads what is committed from now on, or from a place on. It holds no events of its own, so a slow one costs nothing but
/// its own gap. For one reader at a time.
/// </summary>
public interface ILiveReader<T> : IDisposable
{
    /// <summary>Up to where it has read: to resume after all of it.</summary>
    string Place { get; }

    /// <summary>Waits until something happened that the question is for. After a gap it must not be read any further.</summary>
    ValueTask<LiveBatch<T>> ReadAsync(CancellationToken cancellationToken);
}

/// <summary>A cell that is new or was revised, or the news that windows are closed.</summary>
/// <param name="Area">Empty where it is about <paramref name="ClosedBefore"/>.</param>
/// <param name="ClosedBefore">All windows that begin before are final.</param>
public readonly record struct CellEvent(string Area, AggregatePoint? Point, DateTimeOffset? ClosedBefore);

/// <summary>A question for cells as they change.</summary>
/// <param name="Area">Null means every area of the level; a site must be named.</param>
/// <param name="From">Inclusive; a window belongs to the range when its start does.</param>
/// <param name="To">Exclusive.</param>
public sealed record LiveCellRequest(Indicator Indicator, AreaLevel Level, string? Area, Window Window, DateTimeOffset From, DateTimeOffset To);

/// <summary>A reading that was stored, or stored again with other flags.</summary>
public readonly record struct ReadingEvent(DeviceSeries Of, ReadingPoint Point);

/// <summary>A question for readings as they are committed: of some devices, or of those of a site.</summary>
public sealed record LiveReadingRequest(IReadOnlyList<string> DeviceIds, string? Site, IReadOnlyList<Indicator> Indicators);

/// <summary>Cells as they are committed.</summary>
public interface ILiveCells
{
    /// <param name="after">A place that a reader of the same question gave; null for now.</param>
    ValueTask<ILiveReader<CellEvent>> OpenAsync(LiveCellRequest request, string? after, CancellationToken cancellationToken);
}

/// <summary>Readings as they are committed.</summary>
public interface ILiveReadings
{
    /// <inheritdoc cref="ILiveCells.OpenAsync"/>
    ValueTask<ILiveReader<ReadingEvent>> OpenAsync(LiveReadingRequest request, string? after, CancellationToken cancellationToken);
}
