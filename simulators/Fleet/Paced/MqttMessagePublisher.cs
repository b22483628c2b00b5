using System.Net;
using System.Text;
using SmartSectors.Mqtt;

namespace SmartSectors.Fleet.Paced;

/// <summary>A connection of the paced mode over MQTT.</summary>
internal sealed class MqttMessagePublisher(MqttPublisher publisher, QualityOfService qos) : IMessagePublisher
{
    /// <exception cref="FleetException">The broker cannot be reached or refused the connection.</exception>
    public static async Task<IMessagePublisher> ConnectAsync(
        FleetOptions options, IPEndPoint broker, string clientId, CancellationToken cancellationToken)
    {
        var client = new MqttPublisherOptions
        {
            Version = options.Version,
            ClientId = clientId,
            Window = options.Window,
        };
        try
        {
            var publisher = await MqttPublisher.ConnectAsync(
                broker.Address.ToString(), broker.Port, client, options.Time, cancellationToken);
            return new MqttMessagePublisher(publisher, options.QualityOfService);
        }
        catch (MqttClientException failure)
        {
            throw new FleetException($"cannot connect to the broker at {options.Broker}: {failure.Message}", failure);
        }
    }

    public Task<PubAckReason> PublishAsync(string topic, byte[] payload) =>
        publisher.PublishAsync(Encoding.UTF8.GetBytes(topic), payload, qos);

    public ValueTask DisposeAsync() => publisher.DisposeAsync();
}
