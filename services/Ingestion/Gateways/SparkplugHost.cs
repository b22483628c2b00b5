using System.Text;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SmartSectors.Mqtt;
using SmartSectors.Telemetry.Decoding.Sparkplug;

namespace SmartSectors.Ingestion.Gateways;

/// <summary>
/// The platform as Sparkplug's host application: says that it listens (Sparkplug 3.0 §5.7), and asks edge nodes for a
/// rebirth when what they send cannot be understood without one (§6.4.20).
/// </summary>
public sealed partial class SparkplugHost(
    SparkplugNodes nodes, MqttServer server, IngestionOptions options, TimeProvider time, ILogger<SparkplugHost> logger) : BackgroundService
{
    private static readonly TimeSpan _idlePeriod = TimeSpan.FromMinutes(1);

    private long _sinceMs;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        _sinceMs = NowMs;
        Say(online: true);
        return base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        Say(online: false);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Gateways.SparkplugInterval, time);
        var idleAt = time.GetTimestamp();
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
        {
            foreach (var (group, node) in nodes.TakeRebirths())
            {
                var topic = SparkplugCommand.Topic(group, node);
                server.Publish(topic, SparkplugCommand.Rebirth(NowMs), QualityOfService.AtMostOnce, retain: false);
                var asked = Encoding.UTF8.GetString(topic);
                AskedForRebirth(logger, asked);
            }

            if (time.GetElapsedTime(idleAt) < _idlePeriod) continue;
            idleAt = time.GetTimestamp();
            nodes.ForgetIdle();
        }
    }

    private long NowMs => time.GetUtcNow().ToUnixTimeMilliseconds();

    private void Say(bool online) => server.Publish(
        SparkplugHostState.Topic(options.Gateways.SparkplugHost), SparkplugHostState.Payload(online, _sinceMs), QualityOfService.AtLeastOnce, retain: true);

    [LoggerMessage(Level = LogLevel.Information, Message = "Asked a Sparkplug edge node for its rebirth: {Topic}")]
    private static partial void AskedForRebirth(ILogger logger, string topic);
}
