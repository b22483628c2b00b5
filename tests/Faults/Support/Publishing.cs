using System.Globalization;
using System.Text;
using SmartSectors.Mqtt;

namespace SmartSectors.Faults.Tests.Support;

/// <summary>Single readings of soil moisture.</summary>
internal static class Publishing
{
    public static Task<MqttPublisher> ConnectAsync(this Platform platform) => MqttPublisher.ConnectAsync(
        "127.0.0.1", platform.Ports.Mqtt, new MqttPublisherOptions { Version = MqttVersion.V5, ClientId = "faults" });

    public static Task<PubAckReason> PublishAsync(this MqttPublisher publisher, string site, string device, long timeMs, double value) =>
        publisher.PublishAsync(
            Encoding.UTF8.GetBytes($"sectors/agriculture/{site}/{device}/telemetry"),
            Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{{\"ts\":{timeMs},\"values\":{{\"soil_moisture\":{value}}}}}")),
            QualityOfService.AtLeastOnce);
}
