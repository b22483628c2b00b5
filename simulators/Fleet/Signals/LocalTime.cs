namespace SmartSectors.Fleet.Signals;

/// <summary>Vietnam's civil time, +07:00 the whole year.</summary>
internal static class LocalTime
{
    public const long MinuteMs = 60_000, HourMs = 60 * MinuteMs, DayMs = 24 * HourMs;
    private const long OffsetMs = 7 * HourMs;

    /// <summary>Hours since local midnight, with fraction.</summary>
    public static double Hour(long timeMs) => (timeMs + OffsetMs - Day(timeMs) * DayMs) / (double)HourMs;

    /// <summary>Local days since 1970-01-01.</summary>
    public static long Day(long timeMs) => Math.DivRem(timeMs + OffsetMs, DayMs, out _);

    public static long DayStartMs(long day) => day * DayMs - OffsetMs;

    /// <summary>Position in the year, 0 at the first of January and 365.25 at its end; good to a day.</summary>
    public static double DayOfYear(long timeMs) => (timeMs + OffsetMs) / (double)DayMs % 365.25;

    /// <summary>1970-01-01 was a Thursday.</summary>
    public static bool IsWeekend(long timeMs) => (Day(timeMs) + 4) % 7 is 0 or 6;

    /// <summary>A cosine over the day with its top (1) at <paramref name="peakHour"/>.</summary>
    public static double DayWave(long timeMs, double peakHour) =>
        Math.Cos(2 * Math.PI * (Hour(timeMs) - peakHour) / 24);

    /// <summary>A cosine over the year with its top (1) at <paramref name="peakDay"/> of the year.</summary>
    public static double YearWave(long timeMs, double peakDay) =>
        Math.Cos(2 * Math.PI * (DayOfYear(timeMs) - peakDay) / 365.25);
}
