using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;

namespace SmartSectors.Mqtt;

public static class MqttListenExtensions
{
    /// <summary>
    /// Speaks MQTT on a Kestrel endpoint. A connection passes, in this order: the PROXY header, the limits on
    /// connections, TLS, MQTT; the first two before anything is spent on it.
    /// </summary>
    /// <param name="listener">The server's default listener when left out.</param>
    /// <exception cref="IOException">A TLS file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A TLS file may not be read.</exception>
    /// <exception cref="System.Security.Cryptography.CryptographicException">A TLS file holds nothing that can be used.</exception>
    public static ListenOptions UseMqtt(this ListenOptions listen, MqttListener? listener = null)
    {
        ArgumentNullException.ThrowIfNull(listen);
        var server = listen.ApplicationServices.GetRequiredService<MqttServer>();
        listener ??= server.DefaultListener;
        listen.ApplicationServices.GetRequiredService<SocketTransport>().Claim(listen.EndPoint, isEncrypted: listener.Tls is not null);

        var door = server.DoorOf(listener);
        if (listener.Proxy is { } proxy)
        {
            var middleware = new ProxyMiddleware(proxy, door, listener.Limits.ConnectTimeout, server.Time);
            listen.Use(next => connection => middleware.EnterAsync(connection, next));
        }

        listen.Use(next => connection => door.EnterAsync(connection, next));
        if (listener.Tls is { } tls) listen.UseTls(listener, new TlsRenewal(listener, tls, server.Time, server.Logger));
        listen.Run(connection => server.ServeAsync(connection, listener));
        return listen;
    }

    private static void UseTls(this ListenOptions listen, MqttListener listener, TlsRenewal renewal) =>
        listen.UseHttps(new TlsHandshakeCallbackOptions
        {
            OnConnection = _ => ValueTask.FromResult(renewal.Current()),
            HandshakeTimeout = listener.Limits.ConnectTimeout,
        });
}
