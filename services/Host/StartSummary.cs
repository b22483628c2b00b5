using System.Net;
using SmartSectors.Host.Configuration;

namespace SmartSectors.Host;

/// <summary>The one line that tells a newcomer where to publish and where to look.</summary>
internal static partial class StartSummary
{
    public static void Write(WebApplication app)
    {
        var options = app.Services.GetRequiredService<PlatformOptions>();
        var endpoints = app.Services.GetRequiredService<PlatformEndpoints>();
        var publish = (endpoints.Mqtt, endpoints.Mqtts) switch
        {
            ({ } mqtt, { } mqtts) => $"mqtt://{Reachable(mqtt)} and mqtts://{Reachable(mqtts)}",
            ({ } mqtt, null) => $"mqtt://{Reachable(mqtt)}",
            _ => "another process",
        };
        var query = $"http://{Reachable(endpoints.Http!)}/";
        var keyFile = options.AdminKeyFile;
        Started(app.Logger, publish, query, options.DataDirectory, keyFile);
    }

    /// <summary>An address that a client on this machine can use: a wildcard is none.</summary>
    public static IPEndPoint Reachable(IPEndPoint bound) => bound.Address switch
    {
        var any when any.Equals(IPAddress.Any) => new(IPAddress.Loopback, bound.Port),
        var any when any.Equals(IPAddress.IPv6Any) => new(IPAddress.IPv6Loopback, bound.Port),
        _ => bound,
    };

    [LoggerMessage(Level = LogLevel.Information, Message = "Running: publish to {Publish}, query {Query}, data in {Data}, API key in {KeyFile}")]
    private static partial void Started(ILogger logger, string publish, string query, string data, string keyFile);
}
