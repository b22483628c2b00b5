using SmartSectors.Http;
using SmartSectors.Operations.Areas;
using SmartSectors.Operations.Schemes;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Operations.Aggregates;

/// <summary>A question for aggregates whose every parameter is right.</summary>
/// <param name="Compared">The earlier windows that each point is compared with.</param>
internal sealed record AggregateQuestion(AggregateRequest Request, Statistics Picked, IReadOnlyList<Earlier> Compared)
{
    /// <summary>Null when something is wrong, and then <paramref name="errors"/> says all of it.</summary>
    public static AggregateQuestion? Read(
        AggregateQueryString text, SchemeCatalog schemes, AreaParameters areas, TimeProvider clock, ParameterErrors errors)
    {
        var scheme = SchemeParameters.ReadScheme(text.Sector, schemes, errors);
        var indicator = SchemeParameters.ReadIndicator(text.Indicator, scheme, errors);
        var level = ReadLevel(text.Level, AreaLevel.Nation, errors);
        var area = level is { } known ? areas.Read(text.Area, known, errors) : null;
        var window = ReadWindow(text.Window, errors);
        var range = TimeRange.Read(text.From, text.To, clock, errors);
        var picked = StatisticsRules.Read(text.Stats, errors);
        var compared = ComparisonNames.Read(text.Compare, window, errors);
        var limit = Paging.ReadLimit(text.Limit, errors);
        if (errors.Any) return null;

        var request = new AggregateRequest(indicator!, level!.Value, area, window, range.From, range.To, limit, text.Cursor)
        {
            Statistics = picked,
        };
        return new(request, picked, compared);
    }

    public static AreaLevel? ReadLevel(string? text, AreaLevel otherwise, ParameterErrors errors)
    {
        if (text is null) return otherwise;
        if (AggregateNames.TryParseLevel(text, out var level)) return level;
        errors.Add("level", $"There is no level '{text}'; there are {AggregateNames.AllLevels}.");
        return null;
    }

    public static Window ReadWindow(string? text, ParameterErrors errors)
    {
        if (text is null) return Window.Hour;
        if (AggregateNames.TryParseWindow(text, out var window)) return window;
        errors.Add("window", $"There is no window '{text}'; there are {AggregateNames.AllWindows}.");
        return default;
    }
}
