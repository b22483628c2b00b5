using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Reporting.Sdmx.Data;

/// <summary>
/// A filter of TIME_PERIOD. A period equals a named one when it lies within it: the days of 2026-10 are in October. It is
/// greater when it begins at its end or later, and less when it ends at its start or before.
/// </summary>
internal sealed class TimeFilter
{
    private readonly (FilterOperator Operator, TimePeriod Period)[][] _terms;

    /// <exception cref="SdmxException">A period cannot be read, is none that anything is reported for, or ends before it begins.</exception>
    public TimeFilter(string component, FilterTerm[][] terms)
    {
        _terms = [.. terms.Select(all => all.Select(term => (term.Operator, Period(component, term))).ToArray())];
        var bounds = _terms.Select(Bounds).ToList();
        if (bounds.Exists(each => each.FromMs >= each.ToMs)) throw SdmxException.Syntax($"The periods of {component} end before they begin.");
        (FromMs, ToMs) = (bounds.Min(each => each.FromMs), bounds.Max(each => each.ToMs));
    }

    private TimeFilter() => (_terms, FromMs, ToMs) = ([[]], long.MinValue, long.MaxValue);

    /// <summary>Every period.</summary>
    public static TimeFilter All { get; } = new();

    /// <summary>No period that matches starts before.</summary>
    public long FromMs { get; }

    /// <summary>Nor from here on.</summary>
    public long ToMs { get; }

    public bool Matches(Window window, long startMs)
    {
        var endMs = WindowCalendar.End(window, startMs);
        return Array.Exists(_terms, all => Array.TrueForAll(all, term => Matches(term.Operator, term.Period, startMs, endMs)));
    }

    private static bool Matches(FilterOperator symbol, TimePeriod period, long startMs, long endMs) => symbol switch
    {
        FilterOperator.Eq => IsWithin(period, startMs, endMs),
        FilterOperator.Ne => !IsWithin(period, startMs, endMs),
        FilterOperator.Lt => endMs <= period.FromMs,
        FilterOperator.Le => endMs <= period.ToMs,
        FilterOperator.Gt => startMs >= period.ToMs,
        _ => startMs >= period.FromMs,
    };

    // What has no length is the period that begins there.
    private static bool IsWithin(TimePeriod period, long startMs, long endMs) =>
        period.FromMs == period.ToMs ? startMs == period.FromMs : startMs >= period.FromMs && endMs <= period.ToMs;

    private static (long FromMs, long ToMs) Bounds((FilterOperator Operator, TimePeriod Period)[] all)
    {
        var (from, to) = (long.MinValue, long.MaxValue);
        foreach (var (symbol, period) in all)
        {
            if (symbol is FilterOperator.Eq or FilterOperator.Ge) from = Math.Max(from, period.FromMs);
            if (symbol is FilterOperator.Gt) from = Math.Max(from, period.ToMs);
            if (symbol is FilterOperator.Eq) to = Math.Min(to, Math.Max(period.ToMs, period.FromMs + 1));
            if (symbol is FilterOperator.Le) to = Math.Min(to, period.ToMs);
            if (symbol is FilterOperator.Lt) to = Math.Min(to, period.FromMs);
        }

        return (from, to);
    }

    private static TimePeriod Period(string component, FilterTerm term)
    {
        if (term.Operator > FilterOperator.Ge) throw SdmxException.Syntax($"{component} is a time; the operators eq, ne, lt, le, gt and ge compare it.");
        if (!TimePeriod.TryParse(term.Value, out var period))
            throw SdmxException.Syntax($"'{term.Value}' is not a period: 2026, 2026-Q4, 2026-10, 2026-10-05, 2026-10-05T08:00:00 and 2026-10-05T08:00:00/PT1H are. A '+' of a zone is written %2B.");
        if (!IsAligned(period)) throw SdmxException.Syntax($"'{term.Value}' is not a period that anything is reported for: it does not begin where one of its length does.");
        return period;
    }

    private static bool IsAligned(TimePeriod period) => (period.ToMs - period.FromMs) switch
    {
        WindowCalendar.HourMs => period.FromMs == WindowCalendar.Start(Window.Hour, period.FromMs),
        WindowCalendar.DayMs => period.FromMs == WindowCalendar.Start(Window.Day, period.FromMs),
        // Years, quarters and months are of the calendar; a quarter-hour and a moment begin with a quarter-hour.
        _ => period.FromMs == WindowCalendar.Start(Window.QuarterHour, period.FromMs),
    };
}
