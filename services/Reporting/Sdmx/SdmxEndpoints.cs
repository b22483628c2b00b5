using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using SmartSectors.Http;
using SmartSectors.Registry.Keys;
using SmartSectors.Reporting.Sdmx.Availability;
using SmartSectors.Reporting.Sdmx.Data;
using SmartSectors.Reporting.Sdmx.Structures;

namespace SmartSectors.Reporting.Sdmx;

/// <summary>SDMX REST 2 under <c>/sdmx/v2</c>.</summary>
internal static class SdmxEndpoints
{
    private static readonly string[] s_reading = [HttpMethods.Get, HttpMethods.Head];

    public static IServiceCollection AddSdmx(this IServiceCollection services, SdmxOptions options) => services
        .AddSingleton(options)
        .AddSingleton<AnswerPlaces>()
        .AddSingleton<Vocabulary>()
        .AddSingleton<AvailabilityEndpoint>()
        .AddSingleton<DataEndpoint>()
        .AddSingleton<StructureEndpoint>();

    public static void MapSdmx(this WebApplication app)
    {
        var sdmx = app.MapGroup("/sdmx/v2").AddEndpointFilter<RouteGroupBuilder, ApiKeyGate>().AddEndpointFilter<RouteGroupBuilder, SdmxProblems>();
        var isOpen = app.Services.GetRequiredService<SdmxOptions>().IsOpen;

        MapStructures(sdmx).ReadBy(isOpen);
        MapData(sdmx).ReadBy(isOpen);
        MapAvailability(sdmx).ReadBy(isOpen);
        MapConfidential(sdmx);
    }

    private static RouteHandlerBuilder MapStructures(RouteGroupBuilder sdmx) =>
        sdmx.MapMethods(
                "/structure/{artefactType?}/{agencyID?}/{resourceID?}/{version?}/{itemID?}", s_reading,
                (HttpContext http, StructureEndpoint structures, string? artefactType, string? agencyID, string? resourceID, string? version, string? itemID) =>
                    structures.Answer(http, artefactType, agencyID, resourceID, version, itemID))
            .WithName("GetSdmxStructures")
            .WithTags("SDMX")
            .WithSummary("Structures: the data structure, the data flows, concepts, agencies and code lists, as SDMX-JSON.")
            .WithDescription("SDMX REST 2.2, structure queries. Query parameters: references (none, parents, parentsandsiblings, ancestors, children, descendants, all, or kinds of structures), detail (full, allstubs, referencestubs, ...).")
            .Produces(StatusCodes.Status200OK, null, StructureFormats.All[0].MediaType)
            .RefusesSdmx();

    private static RouteHandlerBuilder MapData(RouteGroupBuilder sdmx) =>
        sdmx.MapMethods(
                "/data/{context?}/{agencyID?}/{resourceID?}/{version?}/{key?}", s_reading,
                (HttpContext http, DataEndpoint data, string? context, string? agencyID, string? resourceID, string? version, string? key) =>
                    data.Answer(http, Dataflow.Public, context, agencyID, resourceID, version, key))
            .WithName("GetSdmxData")
            .WithSummary("Data of what was released, as SDMX-JSON, SDMX-CSV or a table for a spreadsheet.")
            .DescribeData();

    private static RouteHandlerBuilder MapAvailability(RouteGroupBuilder sdmx) =>
        sdmx.MapMethods(
                "/availability/{context?}/{agencyID?}/{resourceID?}/{version?}/{key?}/{componentID?}", s_reading,
                (HttpContext http, AvailabilityEndpoint available, string? context, string? agencyID, string? resourceID, string? version, string? key, string? componentID) =>
                    available.Answer(http, Dataflow.Public, context, agencyID, resourceID, version, key, componentID))
            .WithName("GetSdmxAvailability")
            .WithSummary("Which values there are of each dimension, for a form that asks for data.")
            .DescribeAvailability();

    // The complete copy has routes of its own, and the copy that is answered is the route's: no spelling of a name opens another.
    private static void MapConfidential(RouteGroupBuilder sdmx)
    {
        sdmx.MapMethods(
                $"/data/{{context}}/{{agencyID}}/{Dataflow.Confidential.Id}/{{version?}}/{{key?}}", s_reading,
                (HttpContext http, DataEndpoint data, string context, string agencyID, string? version, string? key) =>
                    data.Answer(http, Dataflow.Confidential, context, agencyID, Dataflow.Confidential.Id, version, key))
            .WithName("GetConfidentialSdmxData")
            .WithSummary("The same of the complete copy; needs a key with the role Confidential.")
            .DescribeData()
            .RequireRole(ApiRoles.Confidential);
        sdmx.MapMethods(
                $"/availability/{{context}}/{{agencyID}}/{Dataflow.Confidential.Id}/{{version?}}/{{key?}}/{{componentID?}}", s_reading,
                (HttpContext http, AvailabilityEndpoint available, string context, string agencyID, string? version, string? key, string? componentID) =>
                    available.Answer(http, Dataflow.Confidential, context, agencyID, Dataflow.Confidential.Id, version, key, componentID))
            .WithName("GetConfidentialSdmxAvailability")
            .WithSummary("The same of the complete copy; needs a key with the role Confidential.")
            .DescribeAvailability()
            .RequireRole(ApiRoles.Confidential);
    }

    private static void ReadBy(this RouteHandlerBuilder route, bool isOpen)
    {
        if (isOpen) route.WithMetadata(new OpenToAll());
    }

    private static RouteHandlerBuilder DescribeAvailability(this RouteHandlerBuilder route) => route
        .WithTags("SDMX")
        .WithDescription("SDMX REST 2.2, availability queries. Query parameters: c[COMPONENT], mode (exact, available), references (none, all, codelist, datastructure, conceptscheme, dataflow). 204: nothing is published of it.")
        .Produces(StatusCodes.Status200OK, null, StructureFormats.All[0].MediaType)
        .RefusesSdmx();

    private static RouteHandlerBuilder DescribeData(this RouteHandlerBuilder route) => route
        .WithTags("SDMX")
        .WithDescription(
            "SDMX REST 2.2, data queries (ISO 17369). Key: FREQ.REF_AREA.SECTOR.INDICATOR.STAT, such as D.VN_79.*.*.MEAN. Query parameters: c[COMPONENT] with the operators eq, ne, lt, le, gt, ge, "
            + "co, nc, sw, ew; updatedAfter, asOf, includeHistory, firstNObservations, lastNObservations, dimensionAtObservation (TIME_PERIOD, AllDimensions), attributes, measures, offset, limit; "
            + "and format (sdmx-json, sdmx-csv, csv) where no Accept header can be sent. 204: nothing is published of it.")
        .Produces(StatusCodes.Status200OK, null, DataFormats.Json.MediaType, DataFormats.SdmxCsv.MediaType, DataFormats.Csv.MediaType)
        .RefusesSdmx()
        .ProducesProblem(StatusCodes.Status413PayloadTooLarge);

    private static RouteHandlerBuilder RefusesSdmx(this RouteHandlerBuilder route) => route
        .Produces(StatusCodes.Status204NoContent)
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status404NotFound)
        .ProducesProblem(StatusCodes.Status406NotAcceptable)
        .ProducesProblem(StatusCodes.Status501NotImplemented)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
}
