using SmartSectors.Telemetry.Cells;

namespace SmartSectors.Storage.Retention;

/// <summary>What there was at a look at the disk. Moments are local midnights; null where there is nothing.</summary>
/// <param name="OldestReadingsMs">The oldest day that any partition has in chunks.</param>
/// <param name="OldestMinutesMs">The oldest day of which any partition has packed minutes.</param>
/// <param name="ClockMs">The log's clock.</param>
/// <param name="ReadingsFloorMs">Younger days of readings never go.</param>
/// <param name="MinutesFloorMs">Nor of minutes.</param>
internal readonly record struct DiskLook(
    long UsedBytes, long? OldestReadingsMs, long? OldestMinutesMs, long ClockMs, long ReadingsFloorMs, long MinutesFloorMs);

/// <summary>
/// Which day goes next: past the budget the oldest of readings, a day at a time and the next one when all partitions have
/// dropped it, then of the sites' minutes; down to a little below the budget, so that it does not begin anew with each
/// commit. A pure rule over looks.
/// </summary>
/// <remarks>
/// It is no function of the log, and need not be: younger readings than <see cref="StorageOptions.LeastReadingsKept"/> stay,
/// and older ones are asked for by no grain; what a counter counts on from is kept beside them. So a replay gives the same
/// cells, whatever went when.
/// </remarks>
internal sealed class DiskPolicy(long budgetBytes)
{
    // Of the budget, down to which days go: a twentieth is some days of most stores.
    private const double Enough = 0.95;

    // A partition that stands still holds the others up for so many looks.
    private const int MostWaits = 10;

    private bool _isOver;
    private int _waits;

    /// <summary>The budget is exceeded and nothing may go.</summary>
    public bool IsExhausted { get; private set; }

    /// <summary>Moves the horizon, where it has to.</summary>
    public void Decide(in DiskLook look, DiskHorizon horizon)
    {
        if (look.UsedBytes > budgetBytes) _isOver = true;
        else if (look.UsedBytes <= budgetBytes * Enough) _isOver = false;
        IsExhausted = false;
        if (!_isOver || IsWaiting(look, horizon)) return;

        if (Next(look.OldestReadingsMs, horizon.ReadingsFromMs, look.ReadingsFloorMs) is { } readings) horizon.ReadingsFromMs = readings;
        else if (Next(look.OldestMinutesMs, horizon.MinutesFromMs, look.MinutesFloorMs) is { } minutes) horizon.MinutesFromMs = minutes;
        else IsExhausted = look.UsedBytes > budgetBytes;
    }

    // What is to go takes some commits of each partition.
    private bool IsWaiting(in DiskLook look, DiskHorizon horizon)
    {
        var isGoing = look.OldestReadingsMs < horizon.ReadingsFromMs || look.OldestMinutesMs < horizon.MinutesFromMs;
        _waits = isGoing ? _waits + 1 : 0;
        return isGoing && _waits <= MostWaits;
    }

    // The end of the oldest day, or of the one after what a partition does not drop.
    private static long? Next(long? oldestMs, long fromMs, long floorMs)
    {
        if (oldestMs is not { } oldest) return null;
        var next = Math.Max(oldest, fromMs) + WindowCalendar.DayMs;
        return next <= floorMs ? next : null;
    }
}
