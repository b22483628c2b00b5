using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using SmartSectors.Http;
using SmartSectors.Operations.Areas;
using SmartSectors.Operations.Schemes;
using SmartSectors.Telemetry.Areas;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Operations.Aggregates;

/// <summary>The areas with the greatest or least figures of one window, beside what they were a day and a week before.</summary>
internal static class RankingEndpoint
{
    private const int DefaultRanks = 10, MaxRanks = 1_000;

    public static void MapRanking(this IEndpointRouteBuilder api) => api.MapGet("/aggregates/ranking", GetRanking)
        .WithName("GetRanking")
        .WithTags("Aggregates")
        .WithSummary("The areas with the greatest or least figures of one indicator and window, and what they were a day and a week before.")
        .WithDescription("Areas without a figure are not ranked. Of equal figures all have the same rank, and stand in the order of their codes.");

    internal sealed class RankingQueryString
    {
        [FromQuery(Name = "sector"), Description("Required; such as agriculture. Any case.")]
        public string? Sector { get; init; }

        [FromQuery(Name = "indicator"), Description("Required; a code of the sector's scheme such as SOIL_MOISTURE. Any case.")]
        public string? Indicator { get; init; }

        [FromQuery(Name = "level"), Description("province (when left out) or commune.")]
        public string? Level { get; init; }

        [FromQuery(Name = "within"), Description("With level=commune: only those of this province.")]
        public string? Within { get; init; }

        [FromQuery(Name = "window"), Description("1m, 15m, 1h, 1d or 1mo; 1h when left out.")]
        public string? Window { get; init; }

        [FromQuery(Name = "at"), Description("RFC 3339, a moment in the window; the newest window that is over when left out.")]
        public string? At { get; init; }

        [FromQuery(Name = "stat"), Description("What is ranked: value (when left out), count, mean, min, max, p50, p95, p99 or coverage.")]
        public string? Stat { get; init; }

        [FromQuery(Name = "order"), Description("greatest (when left out) or least.")]
        public string? Order { get; init; }

        [FromQuery(Name = "limit"), Description("Ranked areas: 1 to 1000, 10 when left out.")]
        public string? Limit { get; init; }
    }

    private static async Task<Results<Ok<RankingBody>, ValidationProblem>> GetRanking(
        [AsParameters] RankingQueryString query, HttpRequest httpRequest, SchemeCatalog schemes, AreaParameters parameters, AreaCatalog areas,
        IAggregateQuery aggregates, TimeProvider clock, CancellationToken cancellationToken)
    {
        var errors = ParameterErrors.For<RankingQueryString>(httpRequest);
        var indicator = SchemeParameters.ReadIndicator(query.Indicator, SchemeParameters.ReadScheme(query.Sector, schemes, errors), errors);
        var level = AggregateQuestion.ReadLevel(query.Level, AreaLevel.Province, errors);
        if (level is AreaLevel.Nation or AreaLevel.Site) errors.Add("level", "There are ranks of provinces and of communes.");
        if (query.Within is not null && level is AreaLevel.Province) errors.Add("within", "It goes with level=commune.");
        parameters.Read(query.Within, AreaLevel.Province, errors, "within");
        var window = AggregateQuestion.ReadWindow(query.Window, errors);
        var figure = RankedFigures.Read(query.Stat, errors);
        var isLeast = ReadOrder(query.Order, errors);
        var limit = Paging.ReadLimit(query.Limit, errors, DefaultRanks, MaxRanks);
        var at = TimeRange.ReadTime("at", query.At, errors);
        if (errors.Any) return errors.ToProblem();

        var startMs = at is { } moment
            ? WindowCalendar.Start(window, moment.ToUnixTimeMilliseconds())
            : WindowCalendar.Start(window, WindowCalendar.Start(window, clock.GetUtcNow().ToUnixTimeMilliseconds()) - 1);
        var ranking = new Ranking(aggregates, indicator!, level!.Value, window, figure.Of);
        var ranks = await ranking.FindAsync(startMs, query.Within is { } province ? area => areas.TryGet(area, out var found) && found.Parent == province : null, isLeast, limit, cancellationToken);

        return TypedResults.Ok(new RankingBody(
            indicator!.Sector.Name(), indicator.Code, indicator.UnitUcum, level.Value.Name(), window.Name(), DateTimeOffset.FromUnixTimeMilliseconds(startMs), figure.Name,
            [.. ranks.Select(rank => RankBody.Of(rank, areas))]));
    }

    private static bool ReadOrder(string? text, ParameterErrors errors)
    {
        var isLeast = string.Equals(text, "least", StringComparison.OrdinalIgnoreCase);
        if (text is not null && !isLeast && !string.Equals(text, "greatest", StringComparison.OrdinalIgnoreCase))
            errors.Add("order", $"There is no order '{text}'; there are greatest, least.");
        return isLeast;
    }
}
