using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using SmartSectors.Http;
using SmartSectors.Reporting.Building;
using SmartSectors.Reporting.Catalogue;
using SmartSectors.Reporting.ReleaseApi;
using SmartSectors.Reporting.Releases;
using SmartSectors.Reporting.Scheduling;
using SmartSectors.Reporting.Sdmx;
using SmartSectors.Reporting.Targets;
using SmartSectors.Telemetry.Areas;
using SmartSectors.Telemetry.Rules;

namespace SmartSectors.Reporting;

/// <summary>The role that publishes: releases, and SDMX over them.</summary>
public static class ReportingRegistration
{
    /// <summary>
    /// Adds what the role needs. The query ports (<see cref="Telemetry.Queries"/>), the registry and what is alike in all
    /// answers are to be added by whoever composes the process.
    /// </summary>
    public static IServiceCollection AddReporting(this IServiceCollection services, ReportingOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(_ => AreaCatalog.Load());
        services.TryAddSingleton(_ => new CurrentRulebook(Rulebook.Carried));
        services.TryAddScoped(provider => provider.GetRequiredService<CurrentRulebook>().Schemes); // a request sees one
        services.AddSingleton(options);
        services.AddSingleton(provider => new ReleaseStore(options.DatabasePath, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<ReleaseAreas>();
        services.AddSingleton<ReleaseBuilder>();
        services.AddSingleton<ReleaseSchedule>();
        services.AddHostedService(provider => provider.GetRequiredService<ReleaseSchedule>());
        services.AddSdmx(options.Sdmx);
        services.AddTargets(options);
        services.AddCatalogue(options);
        services.AddReportingDescription();
        services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, ReportingJson.Default));
        return services;
    }

    /// <summary>Maps the role's endpoints.</summary>
    public static void MapReporting(this WebApplication app)
    {
        var api = app.MapGroup("/api/v1").AddEndpointFilter<RouteGroupBuilder, ApiKeyGate>();
        api.MapReleases();
        api.MapTargets();
        app.MapSdmx();
        app.MapCatalogue();
    }
}
