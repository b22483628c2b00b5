using SmartSectors.Storage.Readings;
using SmartSectors.Storage.Sqlite;
using SmartSectors.Telemetry.Cells;

namespace SmartSectors.Storage.Retention;

/// <summary>
/// Drops the stored readings of the local days that are past their retention, the oldest first, some hundred chunks a
/// transaction, between commits. What a sink lacks waits for it, so long and no longer; where the disk budget asks for room,
/// nothing waits. What the readings made stays: cells, ledgers, and each series' anchor.
/// </summary>
internal sealed class ReadingRetention(Database database, StorageOptions options, SinkHold hold, DiskHorizon horizon)
{
    private readonly ChunkTable _chunks = new(database);
    private readonly Anchors _anchors = new(database);
    private readonly KeptFrom _keptFrom = new(database);

    /// <summary>No day from this midnight on is ever dropped: grains may ask for it.</summary>
    /// <param name="clockMs">The log's clock.</param>
    public static long FloorMs(long clockMs) => Before(clockMs, StorageOptions.LeastReadingsKept);

    /// <summary>Drops a part of what there is to drop; false when there is nothing.</summary>
    /// <param name="clockMs">The log's clock: replay after a long stop still finds what it needs.</param>
    public bool Step(long clockMs)
    {
        var fromMs = Math.Max(ByAge(clockMs), Math.Min(horizon.ReadingsFromMs, FloorMs(clockMs)));
        if (_chunks.Days() is not { } days || days.FromMs >= fromMs) return false;

        var dayEndMs = days.FromMs + WindowCalendar.DayMs;
        var dropped = 0L;
        database.Transact(() =>
        {
            _keptFrom[Dropped.Readings] = dayEndMs;
            dropped = _chunks.DropFirst(dayEndMs, options.ChunksDroppedAtOnce, (series, reading) => _anchors.Put(series, reading));
        });
        if (dayEndMs > hold.ReadingsSunkBeforeMs) hold.AddUnsunk(dropped);
        return true;
    }

    private long ByAge(long clockMs)
    {
        var fromMs = Before(clockMs, options.ReadingsKept);
        if (hold.ReadingsSunkBeforeMs >= fromMs) return fromMs;
        return Math.Max(WindowCalendar.LocalMidnight(Math.Max(0, hold.ReadingsSunkBeforeMs)), Before(clockMs, options.ReadingsKept + options.SinkHeldLonger));
    }

    private static long Before(long clockMs, TimeSpan kept) => WindowCalendar.LocalMidnight(clockMs - (long)kept.TotalMilliseconds);
}
