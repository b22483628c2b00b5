using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using SmartSectors.Host.Configuration;
using SmartSectors.Mqtt;

namespace SmartSectors.Host;

/// <summary>Where this process listens; ports that were given as 0 are known once it has started.</summary>
internal sealed class PlatformEndpoints(PlatformOptions options)
{
    private ListenOptions? mqtt;
    private ListenOptions? mqtts;
    private ListenOptions? http;

    /// <summary>Null where the process does not ingest.</summary>
    public IPEndPoint? Mqtt => mqtt?.IPEndPoint;

    /// <summary>Null without TLS.</summary>
    public IPEndPoint? Mqtts => mqtts?.IPEndPoint;

    public IPEndPoint? Http => http?.IPEndPoint;

    /// <summary>What each endpoint is for, as it was configured.</summary>
    public static IEnumerable<(string Name, string Flag, IPEndPoint Address)> Configured(PlatformOptions options)
    {
        yield return ("HTTP", "--http", new(options.Listen, options.HttpPort));
        if (!options.Roles.Contains(Role.Ingestion)) yield break;
        yield return ("MQTT", "--mqtt", new(options.Listen, options.MqttPort));
        if (options.MqttsPort is { } port) yield return ("MQTT over TLS", "--mqtts", new(options.Listen, port));
    }

    public void ListenOn(KestrelServerOptions kestrel)
    {
        kestrel.Listen(options.Listen, options.HttpPort, listen => http = listen);
        if (!options.Roles.Contains(Role.Ingestion)) return;

        kestrel.Listen(options.Listen, options.MqttPort, listen =>
        {
            mqtt = listen;
            listen.UseMqtt();
        });
        if (options.MqttsPort is not { } port) return;

        var certificate = X509Certificate2.CreateFromPemFile(options.CertificateFile!, options.CertificateKeyFile!);
        kestrel.Listen(options.Listen, port, listen =>
        {
            mqtts = listen;
            listen.UseHttps(new TlsHandshakeCallbackOptions
            {
                // MQTT has no ALPN name of its own that clients would insist on.
                OnConnection = _ => ValueTask.FromResult(new SslServerAuthenticationOptions { ServerCertificate = certificate }),
            });
            listen.UseMqtt();
        });
    }
}
