using System.Globalization;
using SmartSectors.Telemetry.Cells;

namespace SmartSectors.Reporting.Sdmx;

/// <summary>Times and dates as SDMX messages have them here: in Vietnam's time, with its offset.</summary>
internal static class LocalTimes
{
    private static readonly TimeSpan s_offset = TimeSpan.FromMilliseconds(WindowCalendar.LocalOffsetMs);

    /// <summary><c>2026-11-01T00:15:00+07:00</c>, with milliseconds where there are some.</summary>
    public static string Moment(DateTimeOffset time) =>
        time.ToOffset(s_offset).ToString(time.Millisecond == 0 ? "yyyy-MM-dd'T'HH:mm:sszzz" : "yyyy-MM-dd'T'HH:mm:ss.fffzzz", CultureInfo.InvariantCulture);

    /// <summary>The same of Unix milliseconds.</summary>
    public static string Moment(long timeMs) => Moment(DateTimeOffset.FromUnixTimeMilliseconds(timeMs));

    /// <summary><c>2026-11-01</c>.</summary>
    public static string Date(long timeMs) =>
        DateTimeOffset.FromUnixTimeMilliseconds(timeMs).ToOffset(s_offset).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
