using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using SmartSectors.Operations.Http;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Operations.Schemes;

internal static class SchemeEndpoints
{
    public static void MapSchemes(this IEndpointRouteBuilder api) => api.MapGet("/schemes", GetSchemes)
        .WithName("GetSchemes")
        .WithTags("Schemes")
        .WithSummary("The indicators of each sector: names, units, spans, limits, period and methods.");

    internal sealed class SchemeQueryString
    {
        [FromQuery(Name = "sector"), Description("One sector only; any case.")]
        public string? Sector { get; init; }
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
