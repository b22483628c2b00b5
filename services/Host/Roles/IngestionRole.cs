using Microsoft.Extensions.DependencyInjection.Extensions;
using SmartSectors.Host.Configuration;
using SmartSectors.Ingestion;
using SmartSectors.Ingestion.Directory;
using SmartSectors.Mqtt;

namespace SmartSectors.Host.Roles;

/// <summary>MQTT to readings to the log.</summary>
internal static class IngestionRole
{
    public static void AddIngestionRole(this WebApplicationBuilder builder, PlatformOptions options)
    {
        builder.AddDeviceDirectory(options);
        builder.Services.AddMqttServer<IngestionApplication>();
        builder.Services.AddHostedService<RegistrySync>();
    }

    /// <summary>From ids to durable numbers: ingestion fills it, and whoever asks a grain by its id needs it.</summary>
    public static void AddDeviceDirectory(this WebApplicationBuilder builder, PlatformOptions options)
    {
        builder.Services.TryAddSingleton(new IngestionOptions
        {
            Onboarding = options.Onboarding == Onboarding.Open ? OnboardingPolicy.Open : OnboardingPolicy.Closed,
        });
        builder.Services.TryAddSingleton<DeviceDirectory>();
    }
}
