using SmartSectors.Http;
using SmartSectors.Reporting.Publishing;
using SmartSectors.Reporting.Sdmx;
using SmartSectors.Telemetry.Areas;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Readings;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Reporting.Targets;

/// <summary>Reads what somebody sets as a target, and says everything that is wrong with it.</summary>
internal sealed class TargetReading(AreaCatalog areas)
{
    private const int LongestNote = 500;

    // The summary has the place of a target of this name.
    private const string Reserved = "summary";

    /// <summary>What the target is of; null where something is wrong.</summary>
    public TargetSubject? ReadSubject(NewTargetBody body, SchemeCatalog schemes, ParameterErrors errors)
    {
        if (string.IsNullOrEmpty(body.Id)) errors.Add("id", "It is required.");
        else if (IdentifierRule.Check(body.Id) is not IdentifierError.None and var error) errors.Add("id", $"'{body.Id}' is none: {error.Describe()}.");
        else if (body.Id == Reserved) errors.Add("id", $"'{Reserved}' is the summary's place.");

        var indicator = SchemeParameters.ReadIndicator(body.Indicator, SchemeParameters.ReadScheme(body.Sector, schemes, errors), errors);
        var area = ReadArea(body.Area, errors);
        var statistic = ReadStatistic(body.Statistic, errors);
        var window = ReadWindow(body.Freq, errors);
        return errors.Any ? null : new TargetSubject(body.Id!, indicator!, area!, statistic!, window);
    }

    /// <summary>Its terms; null where something is wrong.</summary>
    public static TargetTerms? ReadTerms(TargetTermsBody body, Window window, ParameterErrors errors)
    {
        if (body.Note?.Length > LongestNote) errors.Add("note", $"It is longer than {LongestNote} characters.");
        var goal = ReadGoal(body, errors);
        var baseline = ReadNumber("baseline.value", body.Baseline?.Value, errors);
        var begin = ReadPeriod("baseline.period", body.Baseline?.Period, window, errors);
        var deadline = ReadPeriod("target.period", body.Target?.Period, window, errors);
        if (deadline <= begin) errors.Add("target.period", $"The deadline {body.Target!.Period} is not after the baseline's period {body.Baseline!.Period}.");
        return errors.Any ? null : new TargetTerms(new Milestone(begin!.Value, baseline), goal, deadline!.Value);
    }

    /// <summary>Why a target is ended; null where something is wrong.</summary>
    public static string? ReadReason(string? note, ParameterErrors errors)
    {
        if (string.IsNullOrWhiteSpace(note)) errors.Add("note", "It is required: it is kept why a target was ended.");
        else if (note.Length > LongestNote) errors.Add("note", $"It is longer than {LongestNote} characters.");
        return errors.Any ? null : note!.Trim();
    }

    private Area? ReadArea(string? code, ParameterErrors errors)
    {
        if (string.IsNullOrEmpty(code)) errors.Add("area", "It is required; /api/v1/areas lists them.");
        else if (areas.TryGet(code, out var area)) return area;
        else errors.Add("area", $"There is no area '{code}'.");
        return null;
    }

    private static Statistic? ReadStatistic(string? code, ParameterErrors errors)
    {
        var known = Statistic.All.Where(each => each.IsPublic).ToList();
        if (code is null) return known[0];
        if (known.Find(each => string.Equals(each.Code, code, StringComparison.OrdinalIgnoreCase)) is { } statistic) return statistic;
        errors.Add("statistic", $"There is no statistic '{code}' in the public copy; there are {string.Join(", ", known.Select(each => each.Code))}.");
        return null;
    }

    /// <summary>Months when it is left out.</summary>
    public static Window ReadWindow(string? freq, ParameterErrors errors)
    {
        if (freq is null) return Window.Month;
        if (Frequency.TryParse(freq.ToUpperInvariant(), out var window) && window is Window.Month or Window.Day) return window.Value;
        errors.Add("freq", $"There is no frequency '{freq}' of targets; there are M, D.");
        return default;
    }

    private static Goal ReadGoal(TargetTermsBody body, ParameterErrors errors)
    {
        switch (body.Direction)
        {
            case TargetDirections.AtLeast or TargetDirections.AtMost:
                if (body.Target is { Low: not null } or { High: not null }) errors.Add("target.low", "Only a range has ends; this has a value.");
                var value = ReadNumber("target.value", body.Target?.Value, errors);
                return body.Direction == TargetDirections.AtLeast ? new Goal(value, null) : new Goal(null, value);
            case TargetDirections.Range:
                if (body.Target is { Value: not null }) errors.Add("target.value", "A range has the ends low and high, and no value.");
                var (low, high) = (ReadNumber("target.low", body.Target?.Low, errors), ReadNumber("target.high", body.Target?.High, errors));
                if (low > high) errors.Add("target.low", "It is above target.high.");
                return new Goal(low, high);
            default:
                errors.Add("direction", $"'{body.Direction}' is none; there are {TargetDirections.AtLeast}, {TargetDirections.AtMost}, {TargetDirections.Range}.");
                return default;
        }
    }

    // JSON's 1e400 arrives as infinity.
    private static double ReadNumber(string name, double? number, ParameterErrors errors)
    {
        if (number is null) errors.Add(name, "It is required.");
        else if (!double.IsFinite(number.Value)) errors.Add(name, "It is no finite number.");
        return number ?? 0;
    }

    private static long? ReadPeriod(string name, string? text, Window window, ParameterErrors errors)
    {
        if (string.IsNullOrEmpty(text)) errors.Add(name, "It is required.");
        else if (TimePeriod.TryParse(text, out var period) && WindowCalendar.Start(window, period.FromMs) == period.FromMs
            && WindowCalendar.End(window, period.FromMs) == period.ToMs) return period.FromMs;
        else errors.Add(name, $"'{text}' is no period of the frequency {Frequency.Code(window)}, such as {(window == Window.Month ? "2026-10" : "2026-10-05")}.");
        return null;
    }
}
