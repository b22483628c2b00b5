using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Telemetry.Cells;

/// <summary>How much earlier the window is that one is compared with.</summary>
public enum Earlier : byte { Day, Week, Month, Year }

/// <summary>
/// Which window of before one is compared with: the same hours a day or a week before, as traffic, harvests and wards have
/// their rhythm by days and weeks; a month with the one before and with the same month of the year before, for a month of
/// other days is none of a day before.
/// </summary>
public static class EarlierWindow
{
    private const int MonthsOfYear = 12;

    /// <summary>Whether windows of a length are compared so.</summary>
    public static bool Fits(Earlier earlier, Window window) => (earlier is Earlier.Month or Earlier.Year) == (window is Window.Month);

    /// <summary>The start of the earlier window; the length must <see cref="Fits"/>.</summary>
    public static long StartMs(Earlier earlier, long startMs) => earlier switch
    {
        Earlier.Day => startMs - WindowCalendar.DayMs,
        Earlier.Week => startMs - (7 * WindowCalendar.DayMs),
        Earlier.Month => MonthsBefore(startMs, 1),
        Earlier.Year => MonthsBefore(startMs, MonthsOfYear),
        _ => throw new ArgumentOutOfRangeException(nameof(earlier), earlier, "BUG: no such window"),
    };

    private static long MonthsBefore(long startMs, int months)
    {
        for (; months > 0; months--) startMs = WindowCalendar.Start(Window.Month, startMs - 1);
        return startMs;
    }
}
