using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using SmartSectors.Http;
using SmartSectors.Operations.Schemes;
using SmartSectors.Registry.Keys;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Rules;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Operations.Unknown;

/// <summary>Readings that were rejected for a name that no scheme has, and kept.</summary>
internal static class UnknownEndpoints
{
    // So long a request may take: what is left is asked for again.
    private const int ReadingsAtOnce = 20_000;

    public static void MapUnknown(this IEndpointRouteBuilder api)
    {
        api.MapGet("/unknown-indicators", ListAsync)
            .WithName("ListUnknownIndicators")
            .WithTags("Schemes")
            .WithSummary("The names without an indicator whose readings were rejected as unknown_indicator and are kept, 30 days at most.");
        api.MapPost("/unknown-indicators/take-in", TakeInAsync)
            .WithName("TakeInUnknownIndicator")
            .WithTags("Schemes")
            .WithSummary("Makes kept readings those of an indicator that a scheme has by now; needs an administrator's key.")
            .WithDescription("Takes some ten thousand readings and tells how many remain: repeat it until there are none. Each is taken once, however often it is asked.")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .RequireRole(ApiRoles.Admin);
    }

    private static async Task<Results<Ok<UnknownIndicatorsBody>, ValidationProblem>> ListAsync(
        [AsParameters] PageQueryString query, HttpRequest request, IUnknownReadings unknown, CancellationToken cancellationToken)
    {
        var errors = ParameterErrors.For<PageQueryString>(request);
        var limit = Paging.ReadLimit(query.Limit, errors);
        if (errors.Any) return errors.ToProblem();

        var page = await unknown.ListAsync(query.Cursor, limit, cancellationToken);
        return TypedResults.Ok(new UnknownIndicatorsBody([.. page.Indicators.Select(UnknownIndicatorBody.Of)], page.Dropped, page.Next));
    }

    private static async Task<Results<Ok<TakeInBody>, ProblemHttpResult>> TakeInAsync(
        TakeInRequestBody body, HttpContext context, IUnknownReadings unknown, CurrentRulebook rules, CancellationToken cancellationToken)
    {
        if (!SectorNames.TryParse(body.Sector, out var sector)) return Problems.BadBody($"There is no sector '{body.Sector}'.");
        if (string.IsNullOrEmpty(body.Name)) return Problems.BadBody("The name is missing.");
        if (!rules.Schemes.TryGet(sector, body.Indicator ?? body.Name, out var indicator))
            return Problems.BadBody($"The sector {sector.Name()} has no indicator '{body.Indicator ?? body.Name}': reload a scheme that has it, or name another.");
        if (indicator.DerivedFrom is not null)
            return Problems.BadBody($"The indicator {indicator.Code} is derived by the platform from other readings: nothing is taken in as it.");

        var outcome = await unknown.TakeInAsync(indicator, body.Name, ReadingsAtOnce, ApiKeyGate.KeyOf(context)!.Name, cancellationToken);
        return outcome is { Taken: 0, Wrong: { } wrong }
            ? Problems.Conflict($"{outcome.Remaining} readings stay kept: {wrong}.")
            : TypedResults.Ok(new TakeInBody(outcome.Taken, outcome.Remaining));
    }
}

/// <summary>Names whose readings are kept.</summary>
internal sealed record UnknownIndicatorsBody(
    IReadOnlyList<UnknownIndicatorBody> Indicators,
    [property: Description("Readings that were kept and had to go for newer ones, within the limit of bytes.")] long Dropped,
    string? Next);

/// <summary>A name without an indicator.</summary>
internal sealed record UnknownIndicatorBody(
    string Sector,
    [property: Description("As the messages have it.")] string Name,
    [property: Description("As the messages name it; empty where they name none.")] string Unit,
    [property: Description("Devices that sent it.")] int Devices,
    [property: Description("Readings that are kept.")] long Readings,
    [property: Description("The earliest time of measurement.")] DateTimeOffset First,
    [property: Description("The latest.")] DateTimeOffset Last,
    [property: Description("A value, the one that came last.")] double SampleValue)
{
    public static UnknownIndicatorBody Of(UnknownIndicator one) =>
        new(one.Sector.Name(), one.Name, one.Unit, one.Devices, one.Readings, one.First, one.Last, one.Value);
}

/// <summary>Which kept readings become those of which indicator.</summary>
internal sealed record TakeInRequestBody(
    string? Sector,
    [property: Description("The name under which they are kept; any case.")] string? Name,
    [property: Description("The indicator's code; the name where it is left out.")] string? Indicator = null);

/// <summary>What became of them; the ledger tells more.</summary>
internal sealed record TakeInBody(
    [property: Description("Readings that are no longer kept.")] long Taken,
    [property: Description("Readings that still are: repeat the request.")] long Remaining);
