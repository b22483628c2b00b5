using System.Globalization;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Reporting.Sdmx;

/// <summary>A span of time by one of SDMX's names for it, in Vietnam's time where the name has no zone.</summary>
/// <param name="FromMs">Unix milliseconds, inclusive.</param>
/// <param name="ToMs">Exclusive.</param>
public readonly record struct TimePeriod(long FromMs, long ToMs)
{
    private static readonly TimeSpan s_local = TimeSpan.FromMilliseconds(WindowCalendar.LocalOffsetMs);

    /// <summary>The name of a window: <c>2026-10</c>, <c>2026-10-05</c> or <c>2026-10-01T00:00:00+07:00/PT1H</c>.</summary>
    public static string Name(Window window, long startMs)
    {
        var start = DateTimeOffset.FromUnixTimeMilliseconds(startMs).ToOffset(s_local);
        return window switch
        {
            Window.Month => start.ToString("yyyy-MM", CultureInfo.InvariantCulture),
            Window.Day => start.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            Window.Hour => start.ToString("yyyy-MM-dd'T'HH:mm:sszzz'/PT1H'", CultureInfo.InvariantCulture),
            Window.QuarterHour => start.ToString("yyyy-MM-dd'T'HH:mm:sszzz'/PT15M'", CultureInfo.InvariantCulture),
            _ => throw new ArgumentOutOfRangeException(nameof(window), window, "Minutes are not reported."),
        };
    }

    /// <summary>
    /// Reads a year (<c>2026</c>), quarter (<c>2026-Q4</c>), month (<c>2026-10</c>, <c>2026-M10</c>), day, moment
    /// (<c>2026-10-05T08:00:00</c>, with a zone or without) or moment and length (<c>…/PT1H</c>). A moment is a span of
    /// nothing.
    /// </summary>
    public static bool TryParse(string text, out TimePeriod period)
    {
        period = default;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash >= 0)
        {
            if (!TryMoment(text[..slash], out var start) || Length(text[(slash + 1)..]) is not { } lengthMs) return false;
            period = new TimePeriod(start, start + lengthMs);
            return true;
        }

        if (text.Contains('T', StringComparison.Ordinal))
        {
            if (!TryMoment(text, out var moment)) return false;
            period = new TimePeriod(moment, moment);
            return true;
        }

        return TryCalendar(text, out period);
    }

    private static bool TryCalendar(string text, out TimePeriod period)
    {
        period = default;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            var startMs = StartOf(day);
            period = new TimePeriod(startMs, startMs + WindowCalendar.DayMs);
            return true;
        }

        var months = 0;
        if (text.Length == 4) months = TryDate(text + "-01", out day) ? 12 : 0;
        else if (text is [.., '-', 'Q', >= '1' and <= '4'] and { Length: 7 }) months = TryDate($"{text[..4]}-{((text[^1] - '1') * 3) + 1:00}", out day) ? 3 : 0;
        else if (text is [_, _, _, _, '-', 'M', _, _]) months = TryDate($"{text[..4]}-{text[^2..]}", out day) ? 1 : 0;
        else months = TryDate(text, out day) ? 1 : 0;
        if (months == 0 || day.Year == DateOnly.MaxValue.Year) return false;

        period = new TimePeriod(StartOf(day), StartOf(day.AddMonths(months)));
        return true;

        static bool TryDate(string month, out DateOnly first) =>
            DateOnly.TryParseExact(month, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out first);
    }

    private static long StartOf(DateOnly day) => new DateTimeOffset(day, TimeOnly.MinValue, s_local).ToUnixTimeMilliseconds();

    private static bool TryMoment(string text, out long timeMs)
    {
        timeMs = 0;
        string[] zoned = ["yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", "yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'"];
        string[] local = ["yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF"];
        if (DateTimeOffset.TryParseExact(text, zoned, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment))
            timeMs = moment.ToUnixTimeMilliseconds();
        else if (DateTime.TryParseExact(text, local, CultureInfo.InvariantCulture, DateTimeStyles.None, out var wall) && wall.Year is > 1 and < 9999)
            timeMs = new DateTimeOffset(wall, s_local).ToUnixTimeMilliseconds();
        else return false;
        return true;
    }

    private static long? Length(string text) => text switch
    {
        "PT15M" => 15 * WindowCalendar.MinuteMs,
        "PT1H" => WindowCalendar.HourMs,
        "P1D" => WindowCalendar.DayMs,
        _ => null,
    };
}
