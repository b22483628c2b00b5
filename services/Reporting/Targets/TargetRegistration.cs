using Microsoft.Extensions.DependencyInjection;
using SmartSectors.Reporting.Releases;
using SmartSectors.Telemetry.Areas;
using SmartSectors.Telemetry.Rules;

namespace SmartSectors.Reporting.Targets;

internal static class TargetRegistration
{
    public static void AddTargets(this IServiceCollection services, ReportingOptions options)
    {
        services.AddSingleton(provider =>
        {
            // The file is of both: whoever opens it first brings its tables up to date, and one of them is to be first.
            provider.GetRequiredService<ReleaseStore>();
            return new TargetStore(
                options.DatabasePath, provider.GetRequiredService<CurrentRulebook>(), provider.GetRequiredService<AreaCatalog>(),
                provider.GetRequiredService<TimeProvider>(), options.MaxTargets);
        });
        services.AddSingleton<TargetReading>();
        services.AddScoped<IReleasedValues, ReleasedValues>();
        services.AddScoped<TargetAnswers>();
    }
}
