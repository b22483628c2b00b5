using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SmartSectors.Mqtt;
using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Ingestion.Gateways;

/// <summary>
/// Takes up at the start the list of devices that our own broker retains: Zigbee2MQTT does not send it again to a broker
/// that has kept its <c>bridge/info</c>, so it would be missing until the bridge restarts.
/// </summary>
public sealed partial class ZigbeeRecall(ZigbeeBridges bridges, MqttServer server, ILogger<ZigbeeRecall> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (server.TryFindRetained("zigbee2mqtt/bridge/devices"u8, out var list) && bridges.Recall(list) is var refused and not RejectReason.None)
        {
            var reason = refused.Code();
            NotRecalled(logger, reason);
        }
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(Level = LogLevel.Warning, Message = "The retained list of Zigbee2MQTT's devices is not taken up: {Reason}")]
    private static partial void NotRecalled(ILogger logger, string reason);
}
