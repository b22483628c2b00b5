using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SmartSectors.Http;
using SmartSectors.Operations.Areas;
using SmartSectors.Operations.Http;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Operations.Aggregates;

internal static class AggregateEndpoints
{
    public static void MapAggregates(this IEndpointRouteBuilder api) => api.MapGet("/aggregates", GetAggregates)
        .WithName("GetAggregates")
        .WithTags("Aggregates")
        .WithSummary("Statistics of one indicator by area and window.")
        .WithDescription("Series are in the order of their areas, points in the order of time. A window belongs to the range when its start does.")
        .Produces(StatusCodes.Status304NotModified)
        .ProducesProblem(StatusCodes.Status413PayloadTooLarge);

    private static async Task<Results<Ok<AggregatesBody>, TableAnswer<ComparedPoint>, ValidationProblem, ProblemHttpResult, StatusCodeHttpResult>> GetAggregates(
        [AsParameters] AggregateQueryString query, HttpRequest httpRequest, SchemeCatalog schemes, AreaParameters areas,
        IAggregateQuery aggregates, AggregateCost cost, KeptRange kept, IAnswerVersions versions, TimeProvider clock, CancellationToken cancellationToken)
    {
        var errors = ParameterErrors.For<AggregateQueryString>(httpRequest);
        var format = TableFormats.Read(query.Format, httpRequest, errors);
        if (AggregateQuestion.Read(query, schemes, areas, clock, errors) is not { } question) return errors.ToProblem();

        var isWhole = query.Limit is null && format is not TableFormat.Json;
        if (cost.Refuse(question, isWhole) is { } tooLarge) return Problems.TooLarge(tooLarge);

        var keptFrom = await kept.TellAsync(httpRequest.HttpContext, question.Request, cancellationToken);
        var range = AggregateVersion.RangeOf(question.Request);
        if (EntityTag.IsKnown(httpRequest.HttpContext, format, range, schemes.Version, AggregateVersion.Of(versions, question, range)))
            return TypedResults.StatusCode(StatusCodes.Status304NotModified);
        if (format is not TableFormat.Json) return await AggregateRows.AnswerAsync(format, question, isWhole, aggregates, cancellationToken);

        var page = await aggregates.FindPageAsync(question.Request, cancellationToken);
        var compared = await new Comparison(aggregates, question.Compared).CompareAsync(question.Request, page.Series, cancellationToken);
        return TypedResults.Ok(new AggregatesBody([.. compared.Select(series => Body(series, question))], page.Next, keptFrom));
    }

    private static AggregateSeriesBody Body(ComparedSeries series, AggregateQuestion question)
    {
        var indicator = question.Request.Indicator;
        return new(
            series.Area, indicator.Sector.Name(), indicator.Code, indicator.UnitUcum, question.Request.Window.Name(), Method(indicator),
            [.. AggregatePointBody.Of(series, question)]);
    }

    private static string Method(Indicator indicator) => $"{indicator.DeviceMethod.Name()} → {indicator.AreaMethod.Name()}";
}
