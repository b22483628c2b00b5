using SmartSectors.Storage.Sqlite;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Storage.Retention;

/// <summary>Drops cells of a minute that are past their retention, an indicator's hour a transaction; longer windows stay.</summary>
internal sealed class MinuteRetention(Database database, TimeSpan kept)
{
    private readonly KeptFrom _keptFrom = new(database);
    private readonly Statement _nextIndicator = database.Prepare("SELECT min(indicator) FROM packs WHERE indicator > ?1");
    private readonly Statement _first = database.Prepare("SELECT min(start) FROM packs WHERE indicator = ?1 AND window = ?2");
    private readonly Statement _dropPacks = database.Prepare("DELETE FROM packs WHERE indicator = ?1 AND window = ?2 AND start = ?3");
    private readonly Statement _dropRows = database.Prepare("DELETE FROM cells WHERE indicator = ?1 AND window = ?2 AND start < ?3");

    /// <summary>Drops a part of what there is to drop; false when there is nothing.</summary>
    /// <param name="clockMs">The log's clock.</param>
    public bool Step(long clockMs)
    {
        var fromMs = WindowCalendar.LocalMidnight(clockMs - (long)kept.TotalMilliseconds);
        for (var indicator = -1L; _nextIndicator.Bind(1, indicator).FirstLong() is { } next; indicator = next)
        {
            if (!(_first.Bind(1, next).Bind(2, (int)Window.Minute).FirstLong() is { } spanMs && spanMs < fromMs)) continue;
            database.Transact(() => Drop(next, spanMs));
            return true;
        }

        return false;
    }

    // Rows are late revisions of what is dropped.
    private void Drop(long indicator, long spanMs)
    {
        var endMs = PackSpan.End(Window.Minute, spanMs);
        _keptFrom[Dropped.Minutes] = Math.Max(_keptFrom[Dropped.Minutes], endMs);
        _dropPacks.Bind(1, indicator).Bind(2, (int)Window.Minute).Bind(3, spanMs).Run();
        _dropRows.Bind(1, indicator).Bind(2, (int)Window.Minute).Bind(3, endMs).Run();
    }
}
