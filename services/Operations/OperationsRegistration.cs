using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using SmartSectors.Http;
using SmartSectors.Operations.Aggregates;
using SmartSectors.Operations.Areas;
using SmartSectors.Operations.Devices;
using SmartSectors.Operations.Http;
using SmartSectors.Operations.Keys;
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

/// <summary>The operators' role: the API under <c>/api/v1</c>, and the status page at <c>/</c>.</summary>
public static class OperationsRegistration
{
    /// <summary>
    /// Adds what the endpoints need. The query ports (<see cref="Telemetry.Queries"/>), the registry and <see cref="HttpAnswers"/> are to be added
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
        services.AddOperationsDescription();
        services.ConfigureHttpJsonOptions(options => options.SerializerOptions.TypeInfoResolverChain.Insert(
            0, OperationsJson.Default.WithAddedModifier(StatisticsRules.ApplyToContract)));
        return services;
    }

    /// <summary>Maps the role's endpoints.</summary>
    public static void MapOperations(this WebApplication app)
    {
        var api = app.MapGroup("/api/v1").AddEndpointFilter<RouteGroupBuilder, ApiKeyGate>();
        api.MapAggregates();
        api.MapRanking();
        api.MapAggregateEvents();
        api.MapAreas();
        api.MapDevices();
        api.MapKeys();
        api.MapLatest();
        api.MapLedger();
        api.MapReadingsOfMany();
        api.MapReadingEvents();
        api.MapSchemes();
        api.MapSites();
        api.MapStatus();
        api.MapUnknown();
        app.MapStatusPage();
    }
}
