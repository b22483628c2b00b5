using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Telemetry.Queries;

/// <summary>What devices of a site contributed to an indicator's figures in one place, over some months.</summary>
/// <param name="Site">Its id.</param>
/// <param name="Area">
/// Where: a commune, <c>79-unassigned</c> for what roamed in that province, or <c>unassigned</c>.
/// </param>
/// <param name="Partition">Devices of one site in different partitions are different ones; one that roamed is in several places of its partition.</param>
/// <param name="Devices">Distinct devices that contributed there, in whichever month.</param>
/// <param name="HasOwn">They contributed to the indicator's own value there.</param>
/// <param name="Amount">What their contributions to the own value add up to, in its sums' own measure: shares of it can be compared.</param>
public readonly record struct SiteContribution(string Site, string Area, int Partition, long Devices, bool HasOwn, double Amount);

/// <summary>Answers from committed cells who contributed, for those who decide what may be published.</summary>
public interface IContributionQuery
{
    /// <summary>The contributions to an indicator in the months that start in a range, in no order.</summary>
    /// <param name="from">Inclusive.</param>
    /// <param name="to">Exclusive.</param>
    ValueTask<IReadOnlyList<SiteContribution>> FindAsync(Indicator indicator, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken);
}

/// <summary>Tells up to where windows are closed.</summary>
public interface IClosedWindows
{
    /// <summary>Windows of a length that begin before are closed everywhere, and so is the nation's; the epoch while none is.</summary>
    ValueTask<DateTimeOffset> ClosedBeforeAsync(Window window, CancellationToken cancellationToken);
}
