using System.Globalization;
using SmartSectors.Http;
using SmartSectors.Reporting.Building;
using SmartSectors.Reporting.Sdmx;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Reporting.ReleaseApi;

/// <summary>Reads what somebody wants released, and says everything that is wrong with it.</summary>
internal static class OrderReading
{
    public const int LongestNote = 500;

    /// <summary>What is to be made; null where something is wrong.</summary>
    /// <param name="mostPeriods">A release has so many at most.</param>
    public static ReleaseOrder? Read(NewReleaseBody body, SchemeCatalog schemes, DateTimeOffset now, int mostPeriods, ParameterErrors errors)
    {
        var scheme = SchemeParameters.ReadScheme(body.Sector, schemes, errors);
        var window = ReadWindow(body.Freq, errors);
        if (window is null && body.Freq is null) errors.Add("freq", "It is required: N15, H, D or M.");
        var (from, to) = ReadRange(body, window, now, errors);
        if (body.Note?.Length > LongestNote) errors.Add("note", $"It is longer than {LongestNote} characters.");
        if (errors.Any || scheme is null || window is not { } length || from is not { } first || to is not { } end) return null;

        var (firstName, endName) = body.Period is null ? ("from", "to") : ("period", "period");
        CheckStart(firstName, first, length, errors);
        CheckStart(endName, end, length, errors);
        if (first >= end) errors.Add(firstName, $"The range is reversed or empty: from {UtcTimes.Format(first)} is not before to {UtcTimes.Format(end)}.");
        if (errors.Any) return null;

        if ((end - first).TotalMilliseconds / WindowCalendar.MinLengthMs(length) > mostPeriods)
            errors.Add(endName, string.Create(CultureInfo.InvariantCulture, $"These are more than {mostPeriods} periods, the most of one release."));
        else if (new ReleaseOrder(scheme.Sector, length, first, end).Periods.Last() >= now.ToUnixTimeMilliseconds())
            errors.Add(endName, "The last period has not begun yet.");
        return errors.Any ? null : new ReleaseOrder(scheme.Sector, length, first, end, string.IsNullOrWhiteSpace(body.Note) ? null : body.Note.Trim());
    }

    /// <summary>The window of a frequency; null when it is left out, or wrong.</summary>
    public static Window? ReadWindow(string? code, ParameterErrors errors)
    {
        if (code is null) return null;
        if (Frequency.TryParse(code.ToUpperInvariant(), out var window)) return window;
        errors.Add("freq", $"There is no frequency '{code}'; there are {string.Join(", ", Frequency.All.Select(Frequency.Code))}.");
        return null;
    }

    private static (DateTimeOffset? From, DateTimeOffset? To) ReadRange(NewReleaseBody body, Window? window, DateTimeOffset now, ParameterErrors errors)
    {
        if (body.Period is null) return (ReadTime("from", body.From, errors), ReadTime("to", body.To, errors));

        if (body is not { From: null, To: null })
        {
            errors.Add("period", "It says the same as from and to; give one of them.");
            return (null, null);
        }

        if (!TimePeriod.TryParse(body.Period, out var period))
        {
            errors.Add("period", $"'{body.Period}' is no period, such as 2026, 2026-Q4, 2026-10 or 2026-10-05.");
            return (null, null);
        }

        // Of a month that is not over, the days that have begun.
        var nowMs = now.ToUnixTimeMilliseconds();
        var toMs = window is { } length && period.FromMs <= nowMs ? Math.Min(period.ToMs, WindowCalendar.End(length, WindowCalendar.Start(length, nowMs))) : period.ToMs;
        return (DateTimeOffset.FromUnixTimeMilliseconds(period.FromMs), DateTimeOffset.FromUnixTimeMilliseconds(toMs));
    }

    private static DateTimeOffset? ReadTime(string name, string? text, ParameterErrors errors)
    {
        if (text is null) errors.Add(name, "It is required, or 'period'.");
        return TimeRange.ReadTime(name, text, errors);
    }

    private static void CheckStart(string name, DateTimeOffset time, Window window, ParameterErrors errors)
    {
        var startMs = WindowCalendar.Start(window, time.ToUnixTimeMilliseconds());
        if (DateTimeOffset.FromUnixTimeMilliseconds(startMs) == time) return;
        errors.Add(name, $"No period of {Frequency.Code(window)} starts at {UtcTimes.Format(time)}; one starts at {UtcTimes.Format(DateTimeOffset.FromUnixTimeMilliseconds(startMs))} (days and months at midnight of +07:00).");
    }
}
