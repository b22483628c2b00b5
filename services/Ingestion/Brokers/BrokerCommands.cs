using Microsoft.Extensions.Logging;
using SmartSectors.Mqtt;

namespace SmartSectors.Ingestion.Brokers;

/// <summary>
/// Publishes to somebody else's broker what is to be said to a gateway there, over a connection that lasts as long: that is
/// rare, and the one that reads has a session that must not be disturbed.
/// </summary>
internal static partial class BrokerCommands
{
    /// <summary>At QoS 0; what cannot be said is logged, and whoever needs it says it again.</summary>
    public static async Task PublishAsync(
        BrokerOptions broker, IEnumerable<(byte[] Topic, byte[] Payload)> commands, TimeProvider time, ILogger logger, CancellationToken cancellationToken)
    {
        try
        {
            var options = new MqttPublisherOptions
            {
                Version = broker.Version ?? MqttVersion.V311, // every broker speaks it
                Tls = broker.Tls,
                UserName = broker.UserName,
                Password = broker.Password?.Read(),
            };
            await using var publisher = await MqttPublisher.ConnectAsync(broker.Host, broker.Port, options, time, cancellationToken);
            foreach (var (topic, payload) in commands) await publisher.PublishAsync(topic, payload, QualityOfService.AtMostOnce, cancellationToken: cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Failed(logger, broker.Name, e.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Cannot publish to the broker {Broker} what a gateway there is to be told: {Problem}")]
    private static partial void Failed(ILogger logger, string broker, string problem);
}
