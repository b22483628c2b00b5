using Dapper;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Reporting.Releases;

// The periods that were published last, for who does not know which these are.
public sealed partial class ReleaseStore
{
    /// <summary>The starts of the newest published periods of an indicator in a part of the nation, the newest first.</summary>
    /// <param name="release">Its number; later ones do not count.</param>
    /// <param name="count">At most so many.</param>
    public IReadOnlyList<long> NewestPeriods(Window window, string part, ushort indicator, long release, int count)
    {
        using var connection = _database.OpenReader();
        return [.. connection.Query<long>(
            """
            SELECT DISTINCT start_ms FROM blocks WHERE window = @window AND part = @part AND indicator = @indicator AND release <= @release
            ORDER BY start_ms DESC LIMIT @count
            """,
            new { window = (int)window, part, indicator = (int)indicator, release, count })];
    }
}
