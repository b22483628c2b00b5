using SmartSectors.Http;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Operations.Aggregates;

/// <summary>Of which version an answer is: of its cells', and of those that they are compared with.</summary>
internal static class AggregateVersion
{
    // Beyond it a window's end may be none that a time can have.
    private static readonly long s_lastMs = new DateTimeOffset(9_000, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    /// <summary>Null where it cannot be told.</summary>
    /// <param name="range">As <see cref="RangeOf"/> has it.</param>
    public static string? Of(IAnswerVersions versions, AggregateQuestion question, TimeRange range)
    {
        var all = new List<string?> { versions.OfAggregates(question.Request with { From = range.From, To = range.To }) };
        foreach (var earlier in question.Compared)
            all.Add(versions.OfAggregates(question.Request with { From = Before(earlier, range.From), To = Before(earlier, range.To) }));
        return all.Contains(null) ? null : string.Join(' ', all);
    }

    /// <summary>The range by whole windows: what is asked up to now is the same question until the next window begins.</summary>
    public static TimeRange RangeOf(AggregateRequest request) => new(NextStart(request.Window, request.From), NextStart(request.Window, request.To));

    private static DateTimeOffset NextStart(Window window, DateTimeOffset time)
    {
        var timeMs = time.ToUnixTimeMilliseconds();
        if (timeMs > s_lastMs) return time;
        var startMs = WindowCalendar.Start(window, timeMs);
        // A time within a millisecond is after it.
        return DateTimeOffset.FromUnixTimeMilliseconds(startMs < timeMs || time > DateTimeOffset.FromUnixTimeMilliseconds(timeMs) ? WindowCalendar.End(window, startMs) : startMs);
    }

    private static DateTimeOffset Before(Earlier earlier, DateTimeOffset time) =>
        DateTimeOffset.FromUnixTimeMilliseconds(EarlierWindow.StartMs(earlier, time.ToUnixTimeMilliseconds()));
}
