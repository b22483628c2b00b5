using SmartSectors.Storage.Readings;
using SmartSectors.Storage.Sqlite;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Storage.Retention;

/// <summary>
/// Drops cells of a minute that are past their retention, an indicator's hour a transaction; longer windows stay. Waits for
/// a sink as <see cref="ReadingRetention"/> does.
/// </summary>
/// <param name="kept">How long they are kept.</param>
/// <param name="horizon">Null where the disk budget leaves them alone.</param>
internal sealed class MinuteRetention(Database database, TimeSpan kept, StorageOptions options, SinkHold hold, DiskHorizon? horizon = null)
{
    private const string FirstOfIndicator = "SELECT min(start) FROM packs WHERE indicator = ?1 AND window = ?2";
    private const string IndicatorAfter = "SELECT min(indicator) FROM packs WHERE indicator > ?1";

    private readonly KeptFrom _keptFrom = new(database);
    private readonly Statement _nextIndicator = database.Prepare(IndicatorAfter);
    private readonly Statement _first = database.Prepare(FirstOfIndicator);
    private readonly Statement _dropPacks = database.Prepare("DELETE FROM packs WHERE indicator = ?1 AND window = ?2 AND start = ?3");
    private readonly Statement _dropRows = database.Prepare("DELETE FROM cells WHERE indicator = ?1 AND window = ?2 AND start < ?3");

    /// <summary>No cell from this midnight on is ever dropped: late readings may revise it.</summary>
    public static long FloorMs(long clockMs) => Before(clockMs, StorageOptions.LeastMinutesKept);

    /// <summary>The first packed minute of a database; null without any.</summary>
    public static long? FirstMs(Database database)
    {
        var (next, first) = (database.Prepare(IndicatorAfter), database.Prepare(FirstOfIndicator));
        long? least = null;
        for (var indicator = -1L; next.Bind(1, indicator).FirstLong() is { } found; indicator = found)
        {
            if (first.Bind(1, found).Bind(2, (int)Window.Minute).FirstLong() is { } start && !(start >= least)) least = start;
        }

        return least;
    }

    /// <summary>Drops a part of what there is to drop; false when there is nothing.</summary>
    /// <param name="clockMs">The log's clock.</param>
    public bool Step(long clockMs)
    {
        var fromMs = Math.Max(ByAge(clockMs), Math.Min(horizon?.MinutesFromMs ?? long.MinValue, FloorMs(clockMs)));
        for (var indicator = -1L; _nextIndicator.Bind(1, indicator).FirstLong() is { } next; indicator = next)
        {
            if (!(_first.Bind(1, next).Bind(2, (int)Window.Minute).FirstLong() is { } spanMs && spanMs < fromMs)) continue;
            database.Transact(() => Drop(next, spanMs));
            if (PackSpan.End(Window.Minute, spanMs) > hold.MinutesSunkBeforeMs) hold.AddUnsunkHour();
            return true;
        }

        return false;
    }

    private long ByAge(long clockMs)
    {
        var fromMs = Before(clockMs, kept);
        return hold.MinutesSunkBeforeMs >= fromMs
            ? fromMs
            : Math.Max(WindowCalendar.LocalMidnight(Math.Max(0, hold.MinutesSunkBeforeMs)), Before(clockMs, kept + options.SinkHeldLonger));
    }

    private static long Before(long clockMs, TimeSpan kept) => WindowCalendar.LocalMidnight(clockMs - (long)kept.TotalMilliseconds);

    // Rows are late revisions of what is dropped.
    private void Drop(long indicator, long spanMs)
    {
        var endMs = PackSpan.End(Window.Minute, spanMs);
        _keptFrom[Dropped.Minutes] = Math.Max(_keptFrom[Dropped.Minutes], endMs);
        _dropPacks.Bind(1, indicator).Bind(2, (int)Window.Minute).Bind(3, spanMs).Run();
        _dropRows.Bind(1, indicator).Bind(2, (int)Window.Minute).Bind(3, endMs).Run();
    }
}
