using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using SmartSectors.Http;
using SmartSectors.Registry.Keys;
using SmartSectors.Telemetry.Rules;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Operations.Schemes;

internal static class SchemeEndpoints
{
    public static void MapSchemes(this IEndpointRouteBuilder api)
    {
        api.MapGet("/schemes", GetSchemes)
            .WithName("GetSchemes")
            .WithTags("Schemes")
            .WithSummary("The indicators of each sector: names, units, spans, limits, period and methods.");
        api.MapGet("/schemes/status", GetStatus)
            .WithName("GetSchemesStatus")
            .WithTags("Schemes")
            .WithSummary("Which schemes and profiles hold, and the errors of the files that were last looked into.");
        api.MapPost("/schemes/reload", ReloadAsync)
            .WithName("ReloadSchemes")
            .WithTags("Schemes")
            .WithSummary("Reads the files of schemes and profiles again and puts them in force; needs an administrator's key.")
            .WithDescription("All files are valid and hold as a whole when this is answered with 200; or nothing changed, and 422 lists every error with file and line.")
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
            .RequireRole(ApiRoles.Admin);
    }

    internal sealed class SchemeQueryString
    {
        [FromQuery(Name = "sector"), Description("One sector only; any case.")]
        public string? Sector { get; init; }
    }

    private static Ok<RuleStatusBody> GetStatus(IRuleReload rules) => TypedResults.Ok(RuleStatusBody.Of(rules.Status));

    private static async Task<Results<Ok<RuleStatusBody>, ProblemHttpResult>> ReloadAsync(
        HttpContext context, IRuleReload rules, CancellationToken cancellationToken)
    {
        var status = await rules.ReloadAsync(ApiKeyGate.KeyOf(context)!.Name, cancellationToken);
        return status.Errors.Count == 0 ? TypedResults.Ok(RuleStatusBody.Of(status)) : Problems.WrongFiles(status.Errors);
    }

    private static Results<Ok<SchemesBody>, ValidationProblem> GetSchemes(
        [AsParameters] SchemeQueryString query, HttpRequest request, SchemeCatalog catalog)
    {
        var errors = ParameterErrors.For<SchemeQueryString>(request);
        var scheme = query.Sector is null ? null : SchemeParameters.ReadScheme(query.Sector, catalog, errors);
        if (errors.Any) return errors.ToProblem();

        return TypedResults.Ok(new SchemesBody([.. (scheme is null ? catalog.Schemes : [scheme]).Select(SchemeBody.Of)]));
    }
}
