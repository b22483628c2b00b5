namespace SmartSectors.Http;

/// <summary>From inclusive to exclusive; what is left out makes it the last 24 hours.</summary>
public readonly record struct TimeRange(DateTimeOffset From, DateTimeOffset To)
{
    private static readonly TimeSpan DefaultLength = TimeSpan.FromHours(24);

    public static TimeRange Read(string? from, string? to, TimeProvider clock, ParameterErrors errors)
    {
        var end = ReadTime("to", to, errors) ?? clock.GetUtcNow();
        var start = ReadTime("from", from, errors) ?? end - DefaultLength;
        if (start >= end && !errors.Has("from") && !errors.Has("to"))
        {
            errors.Add("from", $"The range is reversed or empty: from {UtcTimes.Format(start)} is not before to {UtcTimes.Format(end)}.");
        }
        return new(start, end);
    }

    /// <summary>Null when it is left out, or wrong.</summary>
    public static DateTimeOffset? ReadTime(string name, string? text, ParameterErrors errors)
    {
        if (text is null) return null;
        // '+' in a query is a space: a pasted offset such as +07:00 arrives so.
        if (UtcTimes.TryParse(text.Replace(' ', '+'), out var time) && time >= Earliest) return time;
        errors.Add(name, $"'{text}' is not an RFC 3339 time such as 2025-01-31T08:00:00.000Z.");
        return null;
    }

    // Below it the default start, 24 h earlier, would leave what a DateTimeOffset holds.
    private static readonly DateTimeOffset Earliest = DateTimeOffset.UnixEpoch;
}
