namespace SmartSectors.Mqtt;

/// <summary>Takes what a broker delivers to one <see cref="MqttSubscriber"/>. Its methods are never called at the same time.</summary>
public interface ISubscriptionReceiver
{
    /// <summary>
    /// Called for each PUBLISH of one read, in order, but for repeated deliveries at QoS 2. The packet's spans are valid
    /// during the call only.
    /// </summary>
    /// <param name="packet">What was published.</param>
    /// <param name="isCut">
    /// It is longer than <see cref="MqttSubscriberOptions.MaxPacketSizeBytes"/>: the payload is left out and the
    /// properties are not read. It is acknowledged like any other, for its broker would deliver it for ever.
    /// </param>
    void Receive(in PublishPacket packet, bool isCut);

    /// <summary>
    /// The packets of this read are over. The receiver owns <paramref name="acks"/> until it calls
    /// <see cref="IDeferredAcks.Complete"/>, when what it received is durable; in the order given, also those without
    /// an acknowledgement.
    /// </summary>
    /// <param name="acks">The PUBACKs and PUBRECs of this read, already encoded.</param>
    /// <param name="cancellationToken">
    /// Ends the wait when the client was disposed and <see cref="MqttSubscriberOptions.DrainTimeout"/> has passed since.
    /// </param>
    /// <returns>The socket is read on when this is done: waiting here is how a receiver slows its broker.</returns>
    ValueTask EndReadAsync(IDeferredAcks acks, CancellationToken cancellationToken);
}
