using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Reporting.Scheduling;

/// <summary>Which periods are due. Pure.</summary>
internal static class DuePeriods
{
    /// <summary>The closed periods that ended within the time that is made up for, and that no span holds; in order.</summary>
    /// <param name="closedBefore">Periods that start before are closed.</param>
    /// <param name="published">Spans of periods that were published as final, in order of their starts.</param>
    public static IEnumerable<long> Of(
        Window window, DateTimeOffset now, DateTimeOffset closedBefore, ScheduleOptions options, IReadOnlyList<(long FromMs, long ToMs)> published)
    {
        var oldestEndMs = (now - options.MakesUpFor).ToUnixTimeMilliseconds();
        var newestEndMs = (now - options.Delay).ToUnixTimeMilliseconds();
        for (var startMs = WindowCalendar.Start(window, oldestEndMs); startMs < closedBefore.ToUnixTimeMilliseconds(); startMs = WindowCalendar.End(window, startMs))
        {
            if (WindowCalendar.End(window, startMs) > newestEndMs) yield break;
            if (!published.Any(span => span.FromMs <= startMs && startMs < span.ToMs)) yield return startMs;
        }
    }

    /// <summary>Periods that follow each other, in spans of so many at most.</summary>
    public static IEnumerable<(long FromMs, long ToMs)> Spans(Window window, IEnumerable<long> starts, int most)
    {
        (long FromMs, long ToMs, int Count)? open = null;
        foreach (var startMs in starts)
        {
            var endMs = WindowCalendar.End(window, startMs);
            if (open is { } span && span.ToMs == startMs && span.Count < most)
            {
                open = (span.FromMs, endMs, span.Count + 1);
                continue;
            }

            if (open is { } whole) yield return (whole.FromMs, whole.ToMs);
            open = (startMs, endMs, 1);
        }

        if (open is { } last) yield return (last.FromMs, last.ToMs);
    }
}
