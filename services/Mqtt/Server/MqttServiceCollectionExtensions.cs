using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace SmartSectors.Mqtt;

public static class MqttServiceCollectionExtensions
{
    /// <summary>
    /// Registers the server and its application. The endpoints are Kestrel's: <see cref="MqttListenExtensions.UseMqtt"/>.
    /// </summary>
    public static IServiceCollection AddMqttServer<TApplication>(
        this IServiceCollection services, Action<MqttServerOptions>? configure = null)
        where TApplication : class, IMqttApplication
    {
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IMqttApplication, TApplication>();
        services.TryAddSingleton<MqttInstruments>();
        services.TryAddSingleton<ISessionStore, MemorySessionStore>();
        services.TryAddSingleton<MqttServer>();
        services.AddHostedService(static provider => provider.GetRequiredService<MqttServer>());
        services.AddSocketTransport();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<MqttServerOptions>, MqttServerOptionsValidator>());
        var options = services.AddOptions<MqttServerOptions>().ValidateOnStart();
        if (configure is not null) options.Configure(configure);
        return services;
    }

    /// <summary>
    /// The last transport that is registered and can bind an endpoint gets it. Kestrel adds its own only where there is
    /// none, so it is added here in case this comes first.
    /// </summary>
    private static void AddSocketTransport(this IServiceCollection services)
    {
        if (services.Any(service => service.ServiceType == typeof(SocketTransport))) return;
        services.TryAddSingleton<IConnectionListenerFactory, SocketTransportFactory>();
        services.AddSingleton<SocketTransport>();
        services.AddSingleton<IConnectionListenerFactory>(provider => provider.GetRequiredService<SocketTransport>());
    }
}
