using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using SmartSectors.Http;
using SmartSectors.Registry.Keys;
using SmartSectors.Reporting.Sdmx.Data;
using SmartSectors.Reporting.Sdmx.Structures;
using SmartSectors.Telemetry.Rules;

namespace SmartSectors.Reporting.Sdmx;

/// <summary>SDMX REST 2 under <c>/sdmx/v2</c>.</summary>
internal static class SdmxEndpoints
{
    private static readonly string[] s_reading = [HttpMethods.Get, HttpMethods.Head];

    public static IServiceCollection AddSdmx(this IServiceCollection services, SdmxOptions options) => services
        .AddSingleton(options)
        .AddSingleton<AnswerPlaces>()
        .AddSingleton<Vocabulary>()
        .AddSingleton<DataEndpoint>();

    public static void MapSdmx(this WebApplication app)
    {
        var sdmx = app.MapGroup("/sdmx/v2").AddEndpointFilter<RouteGroupBuilder, ApiKeyGate>().AddEndpointFilter<RouteGroupBuilder, SdmxProblems>();
        var isOpen = app.Services.GetRequiredService<SdmxOptions>().IsOpen;

        // Each data flow has routes of its own, and the copy that is answered is the route's: no spelling of a name opens another.
        var open = sdmx.MapData("/data/{context?}/{agencyID?}/{resourceID?}/{version?}/{key?}", Dataflow.Public, "SdmxData");
        if (isOpen) open.WithMetadata(new OpenToAll());
        sdmx.MapData($"/data/{{context}}/{{agencyID}}/{Dataflow.Confidential.Id}/{{version?}}/{{key?}}", Dataflow.Confidential, "SdmxConfidentialData")
            .RequireRole(ApiRoles.Confidential);
    }

    private static RouteHandlerBuilder MapData(this RouteGroupBuilder sdmx, string pattern, Dataflow flow, string name) =>
        sdmx.MapMethods(pattern, s_reading, (HttpContext http, DataEndpoint data) => data.Answer(
                http, flow, Route(http, "context"), Route(http, "agencyID"), Route(http, "resourceID") ?? (flow == Dataflow.Public ? null : flow.Id),
                Route(http, "version"), Route(http, "key")))
            .WithName(name)
            .WithTags("SDMX");

    private static string? Route(HttpContext http, string part) => (string?)http.GetRouteValue(part);
}
