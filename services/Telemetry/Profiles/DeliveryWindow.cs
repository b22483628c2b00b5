using System.Collections.Immutable;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Telemetry.Profiles;

/// <summary>
/// When a source that is not always connected (a satellite pass, a nightly upload) delivers, in Vietnam's time, each day.
/// It is live as long as it used the latest window; between windows its silence says nothing.
/// </summary>
/// <param name="To">Exclusive; before <paramref name="From"/> for a window over midnight.</param>
public readonly record struct DeliveryWindow(TimeOnly From, TimeOnly To)
{
    /// <summary>The window that ended last: whoever was not heard since its start missed it.</summary>
    public (long StartMs, long EndMs) Latest(long nowMs)
    {
        var midnight = WindowCalendar.Start(Window.Day, nowMs);
        var startMs = midnight + Milliseconds(From);
        var length = Milliseconds(To) - Milliseconds(From);
        if (length <= 0) length += WindowCalendar.DayMs;

        while (startMs + length > nowMs) startMs -= WindowCalendar.DayMs; // at most twice
        return (startMs, startMs + length);
    }

    /// <summary>The one of several that ended last; null of none.</summary>
    public static (long StartMs, long EndMs)? Latest(ImmutableArray<DeliveryWindow> windows, long nowMs)
    {
        (long StartMs, long EndMs)? latest = null;
        foreach (var window in windows)
        {
            if (window.Latest(nowMs) is var found && !(found.EndMs <= latest?.EndMs)) latest = found;
        }

        return latest;
    }

    private static long Milliseconds(TimeOnly time) => time.Ticks / TimeSpan.TicksPerMillisecond;
}
