using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using SmartSectors.Http;
using SmartSectors.Operations.Areas;
using SmartSectors.Operations.Schemes;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Operations.Latest;

/// <summary>The last readings of the devices of a site or an area.</summary>
internal static class LatestEndpoint
{
    public static void MapLatest(this IEndpointRouteBuilder api) => api.MapGet("/latest", GetLatest)
        .WithName("GetLatest")
        .WithTags("Devices")
        .WithSummary("The last reading of each indicator of every device of a site or an area, and whether the device is heard.")
        .WithDescription(
            "Device by device, in an order that stays from page to page. Silent devices are among them, however long they have been silent; "
            + "a device that never had a reading of the indicators has none here.")
        .Produces(StatusCodes.Status304NotModified);

    internal sealed class LatestQueryString
    {
        [FromQuery(Name = "sector"), Description("Such as agriculture, in any case; required unless 'site' tells it.")]
        public string? Sector { get; init; }

        [FromQuery(Name = "indicator"), Description("A code of the sector's scheme such as SOIL_MOISTURE, in any case; may be given several times. All of the sector's when left out.")]
        public string[]? Indicator { get; init; }

        [FromQuery(Name = "site"), Description("The devices of this site.")]
        public string? Site { get; init; }

        [FromQuery(Name = "area"), Description("The devices whose readings count here now: VN (when left out), a province or commune code, unassigned, or such as 79-unassigned.")]
        public string? Area { get; init; }

        [FromQuery(Name = "format"), Description(TableFormats.Description)]
        public string? Format { get; init; }

        [FromQuery(Name = "limit"), Description("Readings in a page: 1 to 10000, 1000 when left out.")]
        public string? Limit { get; init; }

        [FromQuery(Name = "cursor"), Description("'next' of the page before.")]
        public string? Cursor { get; init; }
    }

    private static async Task<Results<Ok<LatestBody>, TableAnswer<LatestReading>, ValidationProblem, StatusCodeHttpResult>> GetLatest(
        [AsParameters] LatestQueryString query, HttpRequest httpRequest, SchemeCatalog schemes, AreaParameters areas, ILatestQuery latest,
        CancellationToken cancellationToken)
    {
        var errors = ParameterErrors.For<LatestQueryString>(httpRequest);
        var format = TableFormats.Read(query.Format, httpRequest, errors);
        var isWhole = query.Limit is null && format is not TableFormat.Json;
        if (Read(query, isWhole, schemes, areas, errors) is not { } request) return errors.ToProblem();

        var page = await latest.FindPageAsync(request, cancellationToken);
        var version = isWhole && page.Next is not null ? null : LatestVersion.Of(page);
        if (EntityTag.IsKnown(httpRequest.HttpContext, format, default, schemes.Version, version)) return TypedResults.StatusCode(StatusCodes.Status304NotModified);
        if (format is not TableFormat.Json) return LatestRows.Answer(format, new(page.Readings, page.Next), isWhole ? FindAsync : null);
        return TypedResults.Ok(new LatestBody([.. page.Readings.Select(LatestReadingBody.Of)], page.Next));

        async Task<RowPage<LatestReading>> FindAsync(string? cursor, CancellationToken cancellation)
        {
            var found = await latest.FindPageAsync(request with { Cursor = cursor }, cancellation);
            return new(found.Readings, found.Next);
        }
    }

    private static LatestRequest? Read(LatestQueryString query, bool isWhole, SchemeCatalog schemes, AreaParameters areas, ParameterErrors errors)
    {
        if (query is { Site: not null, Area: not null }) errors.Add("area", "There is 'site' already.");
        var site = areas.ReadSite(query.Site, errors);
        var area = areas.ReadAny(query.Area, errors);
        var isUnknownSite = query.Site is not null && site is null; // Its sector would be one more complaint.
        var scheme = isUnknownSite ? null : SchemeParameters.ReadScheme(query.Sector ?? site?.Sector.Name(), schemes, errors);
        if (site is not null && scheme is not null && site.Sector != scheme.Sector) errors.Add("sector", $"The site '{site.Id}' is of {site.Sector.Name()}.");
        var indicators = SchemeParameters.ReadIndicators(query.Indicator, scheme, errors);
        var limit = Paging.ReadLimit(query.Limit, errors, isWhole ? Paging.MaxLimit : Paging.DefaultLimit);
        return errors.Any ? null : new LatestRequest(indicators, site?.Id, area, limit, query.Cursor);
    }
}
