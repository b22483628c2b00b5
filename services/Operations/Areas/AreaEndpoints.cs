using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using SmartSectors.Http;
using SmartSectors.Telemetry.Areas;

namespace SmartSectors.Operations.Areas;

internal static class AreaEndpoints
{
    public static void MapAreas(this IEndpointRouteBuilder api) => api.MapGet("/areas", GetAreas)
        .WithName("GetAreas")
        .WithTags("Areas")
        .WithSummary("The children of an area: the provinces of VN, the communes of a province; the last is what is in none of them.");

    internal sealed class AreaQueryString
    {
        [FromQuery(Name = "parent"), Description("VN or a province code; VN when left out.")]
        public string? Parent { get; init; }
    }

    private static Results<Ok<AreasBody>, ValidationProblem> GetAreas(
        [AsParameters] AreaQueryString query, HttpRequest request, AreaCatalog areas)
    {
        var errors = ParameterErrors.For<AreaQueryString>(request);
        var code = query.Parent ?? AreaCatalog.NationCode;
        if (!areas.TryGet(code, out var parent)) errors.Add("parent", $"There is no area '{code}'.");
        if (errors.Any) return errors.ToProblem();

        return TypedResults.Ok(new AreasBody(AreaBody.Of(parent!), [.. areas.ChildrenOf(parent!).Select(AreaBody.Of)]));
    }
}

/// <summary>An area and its children.</summary>
internal sealed record AreasBody(AreaBody Area, IReadOnlyList<AreaBody> Children);

/// <summary>An administrative area.</summary>
internal sealed record AreaBody(
    string Code,
    string NameVi,
    string NameEn,
    [property: Description("nation, city, province, ward, commune, special_zone or unassigned.")] string Kind,
    string? Parent)
{
    public static AreaBody Of(Area area) => new(area.Code, area.NameVi, area.NameEn, Name(area.Kind), area.Parent);

    private static string Name(AreaKind kind) => kind switch
    {
        AreaKind.Nation => "nation",
        AreaKind.Unassigned => "unassigned",
        AreaKind.City => "city",
        AreaKind.Province => "province",
        AreaKind.Ward => "ward",
        AreaKind.Commune => "commune",
        AreaKind.SpecialZone => "special_zone",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "BUG: a kind of area without a public name"),
    };
}
