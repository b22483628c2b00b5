using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Telemetry.Queries;

/// <summary>A name that no scheme has, under which readings were rejected and kept.</summary>
/// <param name="Unit">As the messages name it; empty where they do not.</param>
/// <param name="Devices">That sent any of what is kept.</param>
/// <param name="Readings">That are kept.</param>
/// <param name="First">The earliest time of measurement.</param>
/// <param name="Last">The latest.</param>
/// <param name="Value">That of the reading that was kept last.</param>
public sealed record UnknownIndicator(
    Sector Sector, string Name, string Unit, int Devices, long Readings, DateTimeOffset First, DateTimeOffset Last, double Value);

/// <summary>A page of what is kept, in the order of sectors, names and units.</summary>
/// <param name="Dropped">Readings that were kept and had to go for newer ones, over the platform's life.</param>
/// <param name="Next">The cursor of the next page; null at the end.</param>
public sealed record UnknownIndicators(IReadOnlyList<UnknownIndicator> Indicators, long Dropped, string? Next);

/// <summary>What an order to take in came to.</summary>
/// <param name="Taken">Readings that are no longer kept; the ledger tells what became of them.</param>
/// <param name="Remaining">Readings that are still kept under the name; the order may be given again.</param>
/// <param name="Wrong">Why the rest cannot be taken in; null where it can.</param>
public sealed record TakeInOutcome(long Taken, long Remaining, string? Wrong);

/// <summary>The readings of unknown indicators that were kept.</summary>
public interface IUnknownReadings
{
    /// <summary>One page of names. Throws <see cref="InvalidCursorException"/> for a cursor it never gave.</summary>
    ValueTask<UnknownIndicators> ListAsync(string? cursor, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Makes kept readings those of an indicator, as if they came now, late; at most so many. What was taken in is so for
    /// good when this returns; given twice, or after a crash in between, it takes each reading once.
    /// </summary>
    /// <param name="name">As the messages had it, in any ASCII case.</param>
    /// <param name="actor">Who orders it, for the audit entry, which is there before anything is taken in.</param>
    Task<TakeInOutcome> TakeInAsync(Indicator indicator, string name, int limit, string actor, CancellationToken cancellationToken);
}
