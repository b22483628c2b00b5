using SmartSectors.Storage.Readings;
using SmartSectors.Storage.Sqlite;
using SmartSectors.Telemetry.Cells;

namespace SmartSectors.Storage.Retention;

/// <summary>
/// Drops the stored readings of the local days that are past their retention, the oldest first, some hundred chunks a
/// transaction, between commits. What the readings made stays: cells, ledgers, and each series' anchor.
/// </summary>
internal sealed class ReadingRetention(Database database, TimeSpan kept)
{
    private const int ChunksAtOnce = 500;

    private readonly ChunkTable _chunks = new(database);
    private readonly Anchors _anchors = new(database);
    private readonly KeptFrom _keptFrom = new(database);

    /// <summary>Drops a part of what there is to drop; false when there is nothing.</summary>
    /// <param name="clockMs">The log's clock: replay after a long stop still finds what it needs.</param>
    public bool Step(long clockMs)
    {
        var fromMs = WindowCalendar.LocalMidnight(clockMs - (long)kept.TotalMilliseconds);
        if (_chunks.Days() is not { } days || days.FromMs >= fromMs) return false;
        database.Transact(() =>
        {
            _keptFrom[Dropped.Readings] = days.FromMs + WindowCalendar.DayMs;
            _chunks.DropFirst(days.FromMs + WindowCalendar.DayMs, ChunksAtOnce, (series, reading) => _anchors.Put(series, reading));
        });
        return true;
    }
}
