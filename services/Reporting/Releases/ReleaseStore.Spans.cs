using Dapper;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Reporting.Releases;

/// <summary>What was published of a sector in windows of one length.</summary>
/// <param name="From">The start of the first period.</param>
/// <param name="To">The end of the last one.</param>
/// <param name="FirstRecordedAt">When anything of it was published first.</param>
/// <param name="LastRecordedAt">And last.</param>
public sealed record ReleasedSpan(
    Sector Sector, Window Window, DateTimeOffset From, DateTimeOffset To, DateTimeOffset FirstRecordedAt, DateTimeOffset LastRecordedAt);

// What there is, for who does not know what to ask for.
public sealed partial class ReleaseStore
{
    /// <summary>All that was published, by sector and window, the shortest window first.</summary>
    public IReadOnlyList<ReleasedSpan> Spans()
    {
        using var connection = _database.OpenReader();
        return [.. connection.Query<(long Sector, long Window, long From, long To, long First, long Last)>(
            """
            SELECT sector, window, min(from_ms), max(to_ms), min(recorded_ms), max(recorded_ms) FROM releases GROUP BY sector, window ORDER BY sector, window
            """).Select(row => new ReleasedSpan(
                (Sector)row.Sector, (Window)row.Window, DateTimeOffset.FromUnixTimeMilliseconds(row.From), DateTimeOffset.FromUnixTimeMilliseconds(row.To),
                DateTimeOffset.FromUnixTimeMilliseconds(row.First), DateTimeOffset.FromUnixTimeMilliseconds(row.Last)))];
    }
}
