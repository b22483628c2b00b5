using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Telemetry.Cells;

/// <summary>
/// Period slots: what a device of a sampling period is expected to fill. They are aligned to local midnight; where the
/// period does not divide the day its last slot is short. A slot is booked in the shortest window that is at least as
/// long as the period, by the slot's start, and merges upwards from there: shorter windows have no coverage.
/// </summary>
public static class Slots
{
    /// <summary>The start of the slot that holds a time.</summary>
    public static long Start(long timeMs, long periodMs)
    {
        var midnight = WindowCalendar.LocalMidnight(timeMs);
        return timeMs - ((timeMs - midnight) % periodMs);
    }

    /// <summary>The end (exclusive) of the slot that begins at <paramref name="slotMs"/>.</summary>
    public static long End(long slotMs, long periodMs) =>
        Math.Min(slotMs + periodMs, WindowCalendar.LocalMidnight(slotMs) + WindowCalendar.DayMs);

    /// <summary>The window that books the slots of a period; null for an event-driven indicator.</summary>
    public static Window? BookedIn(long periodMs)
    {
        if (periodMs <= 0) return null;

        foreach (var window in WindowCalendar.All)
        {
            if (WindowCalendar.MinLengthMs(window) >= periodMs) return window;
        }

        return null;
    }

    /// <summary>How many slots start in [from, to), for windows of one day at most or of whole days; none where to ≤ from.</summary>
    public static long StartingIn(long fromMs, long toMs, long periodMs)
    {
        if (toMs <= fromMs) return 0;
        var count = 0L;
        for (var day = WindowCalendar.LocalMidnight(fromMs); day < toMs; day += WindowCalendar.DayMs)
        {
            var end = Math.Min(toMs - day, WindowCalendar.DayMs);
            var start = Math.Max(fromMs - day, 0);
            count += Ceiling(end, periodMs) - Ceiling(start, periodMs);
        }

        return count;
    }

    private static long Ceiling(long value, long step) => (value + step - 1) / step;
}
