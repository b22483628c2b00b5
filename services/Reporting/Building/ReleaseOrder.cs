using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Reporting.Building;

/// <summary>What is to be released: the periods of a sector that start in a range.</summary>
/// <param name="From">The start of a period; inclusive.</param>
/// <param name="To">The start of a period; exclusive.</param>
/// <param name="Note">Why it is made; null lets the release say what it revises.</param>
public sealed record ReleaseOrder(Sector Sector, Window Window, DateTimeOffset From, DateTimeOffset To, string? Note = null)
{
    /// <summary>The starts of its periods, in order.</summary>
    public IEnumerable<long> Periods
    {
        get
        {
            var toMs = To.ToUnixTimeMilliseconds();
            for (var startMs = From.ToUnixTimeMilliseconds(); startMs < toMs; startMs = WindowCalendar.End(Window, startMs)) yield return startMs;
        }
    }
}
