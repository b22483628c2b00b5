using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Telemetry.Cells;

/// <summary>
/// Which closed cells are packed together: the minutes of an hour, the quarter-hours and the hours of a local day, the days
/// of a month. Months are not packed.
/// </summary>
public static class PackSpan
{
    /// <summary>No span has more windows.</summary>
    public const int MaxWindows = 96;

    /// <summary>The windows that are packed, the shortest first.</summary>
    public static IReadOnlyList<Window> Packed { get; } = [Window.Minute, Window.QuarterHour, Window.Hour, Window.Day];

    /// <summary>The start of the span that a window is in.</summary>
    public static long Start(Window window, long startMs) => WindowCalendar.Start(Frame(window), startMs);

    /// <summary>The end (exclusive) of a span.</summary>
    public static long End(Window window, long spanMs) => WindowCalendar.End(Frame(window), spanMs);

    /// <summary>A window's place in its span.</summary>
    public static int Place(Window window, long startMs) => (int)((startMs - Start(window, startMs)) / WindowCalendar.MinLengthMs(window));

    /// <summary>The start of the window at a place of a span.</summary>
    public static long At(Window window, long spanMs, int place) => spanMs + (place * WindowCalendar.MinLengthMs(window));

    // Packed windows are all of one length.
    private static Window Frame(Window window) => window switch
    {
        Window.Minute => Window.Hour,
        Window.QuarterHour or Window.Hour => Window.Day,
        Window.Day => Window.Month,
        _ => throw new ArgumentOutOfRangeException(nameof(window), window, "Months are not packed."),
    };
}
