using Dapper;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Reporting.Releases;

// Releases by what they are of.
public sealed partial class ReleaseStore
{
    /// <summary>A release by its number.</summary>
    public Release? Get(long number)
    {
        using var connection = _database.OpenReader();
        return connection.QuerySingleOrDefault<ReleaseRow>($"{ReleaseRow.Select} WHERE number = @number", new { number })?.ToRelease();
    }

    /// <summary>Releases, the newest first.</summary>
    /// <param name="sector">Null for all sectors.</param>
    /// <param name="window">Null for all windows.</param>
    /// <param name="before">Only those of lower numbers.</param>
    public IReadOnlyList<Release> List(Sector? sector, Window? window, long before, int limit)
    {
        using var connection = _database.OpenReader();
        return [.. connection.Query<ReleaseRow>(
            $"""
            {ReleaseRow.Select} WHERE number < @before AND (@sector IS NULL OR sector = @sector) AND (@window IS NULL OR window = @window)
            ORDER BY number DESC LIMIT @limit
            """,
            new { sector = (int?)sector, window = (int?)window, before, limit }).Select(row => row.ToRelease())];
    }

    /// <summary>The start of the first period that a sector's releases have published as final; null where none have.</summary>
    public long? FirstFinal(Sector sector, Window window)
    {
        using var connection = _database.OpenReader();
        return connection.ExecuteScalar<long?>(
            "SELECT min(from_ms) FROM releases WHERE sector = @sector AND window = @window AND final_to_ms > from_ms", new { sector = (int)sector, window = (int)window });
    }

    /// <summary>The spans of periods that a sector's releases have published as final and that end after a moment, in order of their starts.</summary>
    public IReadOnlyList<(long FromMs, long ToMs)> FinalSpans(Sector sector, Window window, DateTimeOffset from)
    {
        using var connection = _database.OpenReader();
        return [.. connection.Query<(long, long)>(
            """
            SELECT from_ms, min(to_ms, final_to_ms) FROM releases
            WHERE sector = @sector AND window = @window AND min(to_ms, final_to_ms) > max(from_ms, @from) ORDER BY from_ms
            """,
            new { sector = (int)sector, window = (int)window, from = from.ToUnixTimeMilliseconds() })];
    }

    /// <summary>The starts of the periods in which blocks were written by the releases after one and up to another one, in order.</summary>
    /// <param name="from">With the window, part and indicator that are asked for; periods from its start on.</param>
    /// <param name="to">And before this.</param>
    public IReadOnlyList<long> WrittenPeriods(in BlockKey from, DateTimeOffset to, long after, long upTo)
    {
        using var connection = _database.OpenReader();
        return [.. connection.Query<long>(
            """
            SELECT DISTINCT start_ms FROM blocks WHERE window = @window AND part = @part AND indicator = @indicator AND start_ms >= @from AND start_ms < @to
                AND release > @after AND release <= @upTo ORDER BY start_ms
            """,
            new { window = (int)from.Window, part = from.Part, indicator = (int)from.Indicator, from = from.StartMs, to = to.ToUnixTimeMilliseconds(), after, upTo })];
    }
}
