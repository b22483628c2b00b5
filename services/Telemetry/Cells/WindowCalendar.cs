using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Telemetry.Cells;

/// <summary>
/// The arithmetic of windows, in Unix milliseconds. Days and months are those of Vietnam: a fixed +07:00, no daylight
/// saving; quarter-hours and hours are the same in UTC.
/// </summary>
public static class WindowCalendar
{
    public const long MinuteMs = 60_000;
    public const long HourMs = 60 * MinuteMs;
    public const long DayMs = 24 * HourMs;

    /// <summary>Vietnam is 7 hours ahead of UTC, all year.</summary>
    public const long LocalOffsetMs = 7 * HourMs;

    private static readonly string[] s_codes = ["1m", "15m", "1h", "1d", "1mo"];

    /// <summary>All windows, the shortest first.</summary>
    public static IReadOnlyList<Window> All { get; } = [Window.Minute, Window.QuarterHour, Window.Hour, Window.Day, Window.Month];

    /// <summary>The public code: 1m, 15m, 1h, 1d, 1mo.</summary>
    public static string Code(this Window window) => s_codes[(int)window];

    /// <summary>The start of the window that holds <paramref name="timeMs"/>.</summary>
    public static long Start(Window window, long timeMs) => window switch
    {
        Window.Minute => Floor(timeMs, MinuteMs),
        Window.QuarterHour => Floor(timeMs, 15 * MinuteMs),
        Window.Hour => Floor(timeMs, HourMs),
        Window.Day => LocalMidnight(timeMs),
        _ => MonthStart(timeMs),
    };

    /// <summary>The end (exclusive) of the window that begins at <paramref name="startMs"/>.</summary>
    public static long End(Window window, long startMs) => window switch
    {
        Window.Minute => startMs + MinuteMs,
        Window.QuarterHour => startMs + (15 * MinuteMs),
        Window.Hour => startMs + HourMs,
        Window.Day => startMs + DayMs,
        _ => MonthStart(startMs + (32 * DayMs)), // No month has more than 31 days, none fewer than 28.
    };

    /// <summary>The shortest length that such a window has.</summary>
    public static long MinLengthMs(Window window) => window switch
    {
        Window.Minute => MinuteMs,
        Window.QuarterHour => 15 * MinuteMs,
        Window.Hour => HourMs,
        Window.Day => DayMs,
        _ => 28 * DayMs,
    };

    /// <summary>The local midnight at or before a time.</summary>
    public static long LocalMidnight(long timeMs) => Floor(timeMs + LocalOffsetMs, DayMs) - LocalOffsetMs;

    /// <summary>The month of the local day that holds a time, 1 to 12.</summary>
    public static int LocalMonth(long timeMs)
    {
        // The civil calendar by integers alone (H. Hinnant, "chrono-compatible low-level date algorithms"), its year
        // beginning in March; days since 0000-03-01, in 32 bits for speed.
        var days = (uint)((Floor(timeMs + LocalOffsetMs, DayMs) / DayMs) + 719_468);
        var dayOfEra = days % 146_097;
        var yearOfEra = (dayOfEra - (dayOfEra / 1_460) + (dayOfEra / 36_524) - (dayOfEra / 146_096)) / 365;
        var dayOfYear = dayOfEra - ((365 * yearOfEra) + (yearOfEra / 4) - (yearOfEra / 100));
        var fromMarch = ((5 * dayOfYear) + 2) / 153;
        return (int)(fromMarch < 10 ? fromMarch + 3 : fromMarch - 9);
    }

    private static long MonthStart(long timeMs)
    {
        var local = DateTimeOffset.FromUnixTimeMilliseconds(timeMs).ToOffset(TimeSpan.FromHours(7));
        return new DateTimeOffset(local.Year, local.Month, 1, 0, 0, 0, local.Offset).ToUnixTimeMilliseconds();
    }

    private static long Floor(long value, long step)
    {
        var remainder = value % step;
        return value - (remainder < 0 ? remainder + step : remainder);
    }
}
