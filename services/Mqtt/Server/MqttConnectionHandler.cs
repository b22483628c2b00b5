using Microsoft.AspNetCore.Connections;

namespace SmartSectors.Mqtt;

/// <summary>
/// MQTT on a Kestrel endpoint: <c>listenOptions.UseConnectionHandler&lt;MqttConnectionHandler&gt;()</c>, after
/// <c>UseHttps</c> for MQTT over TLS.
/// </summary>
public sealed class MqttConnectionHandler(MqttServer server) : ConnectionHandler
{
    public override Task OnConnectedAsync(ConnectionContext connection)
    {
        var mqtt = new MqttConnection(server, connection);
        return server.TryAdd(mqtt) ? mqtt.RunAsync() : Task.CompletedTask;
    }
}
