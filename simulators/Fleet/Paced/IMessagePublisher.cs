using SmartSectors.Mqtt;

namespace SmartSectors.Fleet.Paced;

/// <summary>A connection to the broker, as far as the paced mode needs one; a test counts instead.</summary>
internal interface IMessagePublisher : IAsyncDisposable
{
    /// <summary>Completes with the PUBACK's reason; at QoS 0 with success when the message is written.</summary>
    /// <exception cref="IOException">The connection is lost; whether the message arrived is not known.</exception>
    Task<PubAckReason> PublishAsync(string topic, byte[] payload);
}
