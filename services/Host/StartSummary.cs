using System.Net;
using SmartSectors.Host.Configuration;
using SmartSectors.Mqtt;

namespace SmartSectors.Host;

/// <summary>The lines that tell a newcomer where to publish and where to look, and whom each listener lets in.</summary>
internal static partial class StartSummary
{
    public static void Write(WebApplication app)
    {
        var options = app.Services.GetRequiredService<PlatformOptions>();
        var endpoints = app.Services.GetRequiredService<PlatformEndpoints>();
        var addresses = endpoints.Listeners.Select(listener => AddressOf(listener.Options, listener.EndPoint)).ToList();
        if (addresses.Count > 0) addresses.Add($"ws://{Reachable(endpoints.Http!)}/mqtt");

        var keyFile = options.AdminKeyFile;
        var publish = addresses.Count > 0 ? string.Join(", ", addresses) : "another process";
        var query = $"http://{Reachable(endpoints.Http!)}/";
        Started(app.Logger, publish, query, options.DataDirectory, keyFile);
        foreach (var (listener, endPoint) in endpoints.Listeners.Where(listener => options.Listeners.Contains(listener.Options)))
        {
            var address = $"{listener.Scheme}://{endPoint}";
            var what = Describe(listener.Mqtt);
            Listens(app.Logger, address, what);
            if (listener.IsOpenToOthers) IsOpen(app.Logger, address);
        }
    }

    /// <summary>An address that a client on this machine can use: a wildcard is none.</summary>
    public static IPEndPoint Reachable(IPEndPoint bound) => bound.Address switch
    {
        var any when any.Equals(IPAddress.Any) => new(IPAddress.Loopback, bound.Port),
        var any when any.Equals(IPAddress.IPv6Any) => new(IPAddress.IPv6Loopback, bound.Port),
        _ => bound,
    };

    private static string AddressOf(ListenerOptions listener, IPEndPoint bound) => $"{listener.Scheme}://{Reachable(bound)}";

    private static string Describe(MqttListener listener)
    {
        var parts = new List<string>
        {
            (listener.Access, listener.DeniedTopics) switch
            {
                (ListenerAccess.Open, []) => "open to anybody on every topic",
                (ListenerAccess.Open, var denied) => $"open to anybody on every topic but {string.Join(", ", denied)}",
                _ => "anonymous clients of this machine alone",
            },
        };
        if (listener.Tls is { ClientCertificates: not ClientCertificates.None and var clients }) parts.Add($"client certificates {LimitProperties.Format(clients)}");
        if (listener.Proxy is { } proxy) parts.Add($"behind proxies at {string.Join(", ", proxy.TrustedProxies)}");
        return string.Join("; ", parts);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Running: publish to {Publish}, query {Query}, data in {Data}, API key in {KeyFile}")]
    private static partial void Started(ILogger logger, string publish, string query, string data, string keyFile);

    [LoggerMessage(Level = LogLevel.Information, Message = "Listener {Address}: {What}")]
    private static partial void Listens(ILogger logger, string address, string what);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Whoever reaches {Address} may publish and subscribe: it is open, and not on loopback alone")]
    private static partial void IsOpen(ILogger logger, string address);
}
