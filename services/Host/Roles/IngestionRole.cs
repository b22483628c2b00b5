using Microsoft.Extensions.DependencyInjection.Extensions;
using SmartSectors.Host.Configuration;
using SmartSectors.Ingestion;
using SmartSectors.Ingestion.Brokers;
using SmartSectors.Ingestion.Directory;
using SmartSectors.Ingestion.Gateways;
using SmartSectors.Ingestion.Sessions;
using SmartSectors.Mqtt;

namespace SmartSectors.Host.Roles;

/// <summary>MQTT to readings to the log.</summary>
internal static class IngestionRole
{
    public static void AddIngestionRole(this WebApplicationBuilder builder, PlatformOptions options)
    {
        builder.AddDeviceDirectory(options);
        builder.Services.AddSingleton<SparkplugNodes>();
        builder.Services.AddSingleton<ZigbeeBridges>();
        builder.Services.AddSingleton<IngestionApplication>();
        builder.Services.AddSingleton<IMqttApplication>(provider => provider.GetRequiredService<IngestionApplication>());
        builder.Services.AddSingleton(new SessionStoreOptions { DataDirectory = options.DataDirectory });
        builder.Services.AddSingleton<SqliteSessionStore>();
        builder.Services.AddSingleton<ISessionStore>(provider => provider.GetRequiredService<SqliteSessionStore>());
        builder.Services.AddMqttServer<IngestionApplication>(limits => LimitProperties.Copy(options.MqttLimits, limits));
        builder.Services.AddHostedService<SparkplugHost>();
        builder.Services.AddHostedService<ZigbeeRecall>();
        builder.Services.AddHostedService<RegistrySync>();
        builder.Services.AddSingleton(provider => ActivatorUtilities.CreateInstance<BrokerReaders>(provider, options.Brokers, options.DataDirectory));
        builder.Services.AddHostedService(provider => provider.GetRequiredService<BrokerReaders>());
    }

    /// <summary>From ids to durable numbers: ingestion fills it, and whoever asks a grain by its id needs it.</summary>
    public static void AddDeviceDirectory(this WebApplicationBuilder builder, PlatformOptions options)
    {
        builder.Services.TryAddSingleton(new IngestionOptions
        {
            Onboarding = options.Onboarding == Onboarding.Open ? OnboardingPolicy.Open : OnboardingPolicy.Closed,
            Gateways = options.Gateways,
            MaxDevices = options.Limits.MaxDevices,
            MaxRoamingShards = options.Limits.MaxRoamingShards,
        });
        builder.Services.TryAddSingleton<DeviceDirectory>();
    }
}
