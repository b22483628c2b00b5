using System.Net;
using SmartSectors.Mqtt;

namespace SmartSectors.Host.Configuration;

/// <summary>One port that MQTT is spoken on.</summary>
/// <param name="Flag">How a user gives it another port.</param>
/// <param name="EndPoint">Port 0 takes a free one.</param>
internal sealed record ListenerOptions(string Flag, IPEndPoint EndPoint, MqttListener Mqtt)
{
    public string Scheme => Mqtt.Tls is null ? ListenerUrl.Plain : ListenerUrl.Tls;

    /// <summary>Whoever reaches it may publish and subscribe, and it can be reached from elsewhere.</summary>
    public bool IsOpenToOthers =>
        Mqtt.Access is ListenerAccess.Open && (Mqtt.Proxy is not null || !IPAddress.IsLoopback(EndPoint.Address));
}
