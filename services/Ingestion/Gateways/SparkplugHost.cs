using System.Text;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SmartSectors.Ingestion.Brokers;
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
            foreach (var due in nodes.TakeRebirths().GroupBy(due => due.Broker)) await AskAsync(due.Key, [.. due.Select(node => (node.Group, node.Node))], stoppingToken);

            if (time.GetElapsedTime(idleAt) < _idlePeriod) continue;
            idleAt = time.GetTimestamp();
            nodes.ForgetIdle();
        }
    }

    private async Task AskAsync(BrokerOptions? broker, List<(byte[] Group, byte[] Node)> nodes, CancellationToken stoppingToken)
    {
        var commands = nodes.ConvertAll(node => (Topic: SparkplugCommand.Topic(node.Group, node.Node), Payload: SparkplugCommand.Rebirth(NowMs)));
        foreach (var (topic, _) in commands)
        {
            var asked = Encoding.UTF8.GetString(topic);
            AsksForRebirth(logger, asked);
        }

        if (broker is not null) await BrokerCommands.PublishAsync(broker, commands, time, logger, stoppingToken);
        else commands.ForEach(command => server.Publish(command.Topic, command.Payload, QualityOfService.AtMostOnce, retain: false));
    }

    private long NowMs => time.GetUtcNow().ToUnixTimeMilliseconds();

    private void Say(bool online) => server.Publish(
        SparkplugHostState.Topic(options.Gateways.SparkplugHost), SparkplugHostState.Payload(online, _sinceMs), QualityOfService.AtLeastOnce, retain: true);

    [LoggerMessage(Level = LogLevel.Information, Message = "Asks a Sparkplug edge node for its rebirth: {Topic}")]
    private static partial void AsksForRebirth(ILogger logger, string topic);
}
