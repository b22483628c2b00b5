using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace SmartSectors.Mqtt;

public static class MqttListenExtensions
{
    /// <summary>Speaks MQTT on a Kestrel endpoint.</summary>
    /// <param name="listener">The server's default listener when left out.</param>
    public static ListenOptions UseMqtt(this ListenOptions listen, MqttListener? listener = null)
    {
        ArgumentNullException.ThrowIfNull(listen);
        var server = listen.ApplicationServices.GetRequiredService<MqttServer>();
        listener ??= server.DefaultListener;
        var door = server.DoorOf(listener);
        listen.Use(next => connection => door.EnterAsync(connection, next));
        listen.Run(connection => server.ServeAsync(connection, listener));
        return listen;
    }
}
