using System.Text.Encodings.Web;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using SmartSectors.Operations.Aggregates;
using SmartSectors.Operations.Areas;
using SmartSectors.Operations.Devices;
using SmartSectors.Operations.Http;
using SmartSectors.Operations.Latest;
using SmartSectors.Operations.Ledger;
using SmartSectors.Operations.Live;
using SmartSectors.Operations.Readings;
using SmartSectors.Operations.Schemes;
using SmartSectors.Operations.Sites;
using SmartSectors.Operations.Status;
using SmartSectors.Operations.Unknown;
using SmartSectors.Telemetry.Areas;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Rules;

namespace SmartSectors.Operations;

/// <summary>The operators' role: the API under <c>/api/v1</c>, its OpenAPI document and the status page at <c>/</c>.</summary>
public static class OperationsRegistration
{
    /// <summary>
    /// Adds what the endpoints need. The query ports (<see cref="Telemetry.Queries"/>) and the registry are to be added
    /// by whoever composes the process.
    /// </summary>
    public static IServiceCollection AddOperations(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(_ => new CurrentRulebook(Rulebook.Carried));
        services.AddScoped(provider => provider.GetRequiredService<CurrentRulebook>().Schemes); // a request sees one
        services.TryAddSingleton(_ => AreaCatalog.Load());
        services.TryAddSingleton(new OperationsOptions());
        services.TryAddSingleton<IAnswerVersions, NoVersions>();
        services.AddSingleton<AggregateCost>();
        services.AddSingleton<KeptRange>();
        services.AddSingleton<LiveStreams>();
        services.AddSingleton<ReadingCost>();
        services.AddSingleton<ReadingsQuestion>();
        services.AddSingleton<AreaParameters>();
        services.AddSingleton<DeviceDirectory>();
        services.AddSingleton<NationFigures>();
        services.AddProblemAnswers();
        services.AddOpenApiDocument();
        services.ConfigureHttpJsonOptions(options =>
        {
            // Read as it is, also in a terminal; nothing of it stands in HTML, for which the default escapes.
            options.SerializerOptions.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
            options.SerializerOptions.Converters.Add(new UtcTimeConverter());
            options.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
            options.SerializerOptions.TypeInfoResolverChain.Insert(
                0, OperationsJson.Default.WithAddedModifier(StatisticsRules.ApplyToContract));
        });
        return services;
    }

    /// <summary>Maps the role's endpoints and, before them, the answers to errors.</summary>
    public static void MapOperations(this WebApplication app)
    {
        app.UseAnswerLanguage();
        app.UseProblemAnswers();
        var api = app.MapGroup("/api/v1").AddEndpointFilter<RouteGroupBuilder, ApiKeyGate>();
        api.MapAggregates();
        api.MapRanking();
        api.MapAggregateEvents();
        api.MapAreas();
        api.MapDevices();
        api.MapLatest();
        api.MapLedger();
        api.MapReadingsOfMany();
        api.MapReadingEvents();
        api.MapSchemes();
        api.MapSites();
        api.MapStatus();
        api.MapUnknown();
        app.MapOpenApi();
        app.MapStatusPage();
    }
}
