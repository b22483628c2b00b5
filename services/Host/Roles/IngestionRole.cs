using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
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
        builder.Services.AddSingleton(new IngestionOptions
        {
            Onboarding = options.Onboarding == Onboarding.Open ? OnboardingPolicy.Open : OnboardingPolicy.Closed,
        });
        builder.Services.AddSingleton<DeviceDirectory>();
        builder.Services.AddMqttServer<IngestionApplication>();
        builder.Services.AddHostedService<RegistrySync>();
    }

    /// <summary>What speaks on the MQTT ports; for MQTT over TLS it stands behind the TLS layer.</summary>
    public static void UseMqtt(this ListenOptions listen) => listen.UseConnectionHandler<MqttConnectionHandler>();
}
