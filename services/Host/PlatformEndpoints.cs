using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using SmartSectors.Host.Configuration;
using SmartSectors.Mqtt;

namespace SmartSectors.Host;

/// <summary>Where this process listens; ports that were given as 0 are known once it has started.</summary>
internal sealed class PlatformEndpoints(PlatformOptions options)
{
    private const string WebSocketPath = "/mqtt";

    private readonly List<(ListenerOptions Options, ListenOptions Kestrel)> listeners = [];
    private ListenOptions? http;

    /// <summary>MQTT without TLS; null where the process does not ingest.</summary>
    public IPEndPoint? Mqtt => listeners.FirstOrDefault().Kestrel?.IPEndPoint;

    public IPEndPoint? Http => http?.IPEndPoint;

    /// <summary>All that MQTT is spoken on, in the order of their flags.</summary>
    public IEnumerable<(ListenerOptions Options, IPEndPoint EndPoint)> Listeners =>
        listeners.Select(listener => (listener.Options, listener.Kestrel.IPEndPoint!));

    /// <summary>What each endpoint is for, as it was configured.</summary>
    public static IEnumerable<(string Name, string Flag, IPEndPoint Address)> Configured(PlatformOptions options) =>
    [
        ("HTTP", "--http PORT", new(options.Listen, options.HttpPort)),
        .. ListenersOf(options).Select(listener => (listener.Mqtt.Name, listener.Flag, listener.EndPoint)),
    ];

    public void ListenOn(KestrelServerOptions kestrel)
    {
        kestrel.Listen(options.Listen, options.HttpPort, listen => http = listen);
        foreach (var listener in ListenersOf(options))
        {
            kestrel.Listen(listener.EndPoint, listen =>
            {
                listeners.Add((listener, listen));
                listen.UseMqtt(listener.Mqtt);
            });
        }
    }

    public void MapWebSocket(IEndpointRouteBuilder endpoints) => endpoints.MapMqtt(
        WebSocketPath, new MqttListener { Name = "MQTT over WebSocket", Limits = options.MqttLimits }, options.AllowedOrigins);

    private static IEnumerable<ListenerOptions> ListenersOf(PlatformOptions options)
    {
        if (!options.Roles.Contains(Role.Ingestion)) yield break;

        yield return new("--mqtt PORT", new(options.Listen, options.MqttPort), new() { Name = "MQTT", Limits = options.MqttLimits });
        if (options.MqttsPort is { } port)
        {
            var tls = new MqttListener { Name = "MQTT over TLS", Limits = options.MqttLimits, Tls = options.Tls };
            yield return new("--mqtts PORT", new(options.Listen, port), tls);
        }

        foreach (var listener in options.Listeners) yield return listener;
    }
}
