namespace SmartSectors.Mqtt;

/// <summary>Takes the publishes of one connection. Its methods are never called at the same time.</summary>
public interface IPublishReceiver
{
    /// <summary>
    /// Called for each PUBLISH of one socket read, in order. The packet's spans are valid during the call only.
    /// </summary>
    /// <returns>
    /// The reason that goes into the PUBACK of a QoS 1 publish; MQTT 3.1.1, which has none, acknowledges plainly.
    /// </returns>
    PubAckReason Receive(in PublishPacket packet);

    /// <summary>
    /// The packets of this read are over. The receiver owns <paramref name="acks"/> until it calls
    /// <see cref="AckBatch.Complete"/> once, from any thread, when what it received is durable; batches of a
    /// connection are completed in the order given, also those without an acknowledgement.
    /// </summary>
    /// <param name="acks">The PUBACKs of this read, already encoded.</param>
    /// <param name="cancellationToken">
    /// Ends the wait when the connection is over and <see cref="MqttLimits.DrainTimeout"/> has passed since.
    /// </param>
    /// <returns>The reader reads on when this is done: waiting here is how a receiver slows its peer.</returns>
    ValueTask EndReadAsync(AckBatch acks, CancellationToken cancellationToken);

    /// <summary>
    /// Nothing more will be received. Batches may still be open: completing them stays due (it returns them to their
    /// pool) and does nothing else.
    /// </summary>
    void Detached(DisconnectCause cause);
}
