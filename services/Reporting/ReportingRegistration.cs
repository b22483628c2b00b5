using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using SmartSectors.Reporting.Releases;
using SmartSectors.Telemetry.Areas;

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
        services.AddSingleton(options);
        services.AddSingleton(provider => new ReleaseStore(options.DatabasePath, provider.GetRequiredService<TimeProvider>()));
        return services;
    }

    /// <summary>Maps the role's endpoints.</summary>
    public static void MapReporting(this WebApplication app)
    {
    }
}
