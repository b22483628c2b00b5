using SmartSectors.Storage;
using SmartSectors.Storage.Influx;
using SmartSectors.Storage.Queries;
using SmartSectors.Storage.Readings;
using SmartSectors.Telemetry.Areas;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Rules;

namespace SmartSectors.Host.Roles;

/// <summary>An InfluxDB beside the embedded store.</summary>
internal static class InfluxStore
{
    /// <summary>Registers it after what it reads from, so that it stops first.</summary>
    public static void AddInflux(this IServiceCollection services, InfluxOptions options)
    {
        services.AddSingleton(provider => new InfluxSink(
            options, provider.GetRequiredService<StorageOptions>(), provider.GetRequiredService<SinkHolds>(),
            () => provider.GetRequiredService<CurrentRulebook>().Schemes, provider.GetRequiredService<AreaCatalog>(), provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<InfluxSink>>()));
        services.AddSingleton<ISinkStatusQuery>(provider => provider.GetRequiredService<InfluxSink>());
        services.AddSingleton<IReadingQuery>(provider => new InfluxReadingQuery(
            options, provider.GetRequiredService<StorageOptions>(), provider.GetRequiredService<QueryPool>(),
            provider.GetRequiredService<SqliteReadingQuery>(), provider.GetRequiredService<InfluxSink>(), provider.GetRequiredService<TimeProvider>()));
        services.AddHostedService(provider => provider.GetRequiredService<InfluxSink>());
    }
}
