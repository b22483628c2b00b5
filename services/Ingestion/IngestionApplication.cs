using System.Net;
using SmartSectors.Grains.Log;
using SmartSectors.Ingestion.Brokers;
using SmartSectors.Ingestion.Directory;
using SmartSectors.Ingestion.Gateways;
using SmartSectors.Mqtt;
using SmartSectors.Telemetry.Rules;

namespace SmartSectors.Ingestion;

/// <summary>Ingestion behind the MQTT server. Until credentials exist anybody may connect, from the loopback interface alone.</summary>
public sealed class IngestionApplication(
    IReadingLog log, DeviceDirectory directory, CurrentRulebook rules, SparkplugNodes sparkplug, ZigbeeBridges zigbee, IngestionOptions options,
    TimeProvider time)
    : IMqttApplication
{
    private readonly IngestionServices _services = new(log, directory, rules, sparkplug, zigbee, options, time);

    public ValueTask<ConnectVerdict> AuthorizeAsync(ConnectRequest request, CancellationToken cancellationToken) =>
        ValueTask.FromResult(request.RemoteEndPoint is IPEndPoint { Address: var address } && IPAddress.IsLoopback(address)
            ? ConnectVerdict.Accept()
            : ConnectVerdict.Refuse(ConnectReason.NotAuthorized));

    public IPublishReceiver Attach(MqttConnection connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        return new PublishReceiver(_services, connection.ClientId, connection.UserName, takesForeignTopics: connection.Listener.Access is ListenerAccess.Open);
    }

    public IPublishReceiver AttachWill(string clientId) => new PublishReceiver(_services, clientId, takesForeignTopics: true);

    /// <summary>The way into the log for what a broker delivers on one connection.</summary>
    /// <param name="clientId">The session that it is delivered in; with the broker it stands for the client where a redelivery is recognised.</param>
    public ISubscriptionReceiver ReceiverOf(BrokerOptions broker, string clientId)
    {
        ArgumentNullException.ThrowIfNull(broker);
        return new PublishReceiver(_services, $"{broker.Name} as {clientId}", broker: broker);
    }
}
