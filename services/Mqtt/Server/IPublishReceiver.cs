namespace SmartSectors.Mqtt;

/// <summary>Takes the publishes of one connection. Its methods are never called at the same time.</summary>
public interface IPublishReceiver
{
    /// <summary>
    /// Called for each PUBLISH of one socket read, in order. The packet's spans are valid during the call only. A QoS 2
    /// message comes once, unless its connection broke before it was durable: then once more with the next one.
    /// </summary>
    PublishVerdict Receive(in PublishPacket packet);

    /// <summary>
    /// Called in place of <see cref="Receive"/> for a PUBLISH that the client's rights do not allow (Not Authorized) or
    /// whose topic has too many levels (Topic Name Invalid). Its acknowledgement waits for the same batch.
    /// </summary>
    void Refused(in PublishPacket packet, PubAckReason reason);

    /// <summary>
    /// The packets of this read are over. The receiver owns <paramref name="acks"/> until it calls
    /// <see cref="IDeferredAcks.Complete"/> once, from any thread, when what it received is durable.
    /// </summary>
    /// <param name="acks">The answers to this read, already encoded. They leave in the order of the reads.</param>
    /// <param name="cancellationToken">
    /// Ends the wait when the connection is over and <see cref="MqttLimits.DrainTimeout"/> has passed since.
    /// </param>
    /// <returns>The reader reads on when this is done: waiting here is how a receiver slows its peer.</returns>
    ValueTask EndReadAsync(IDeferredAcks acks, CancellationToken cancellationToken);

    /// <summary>
    /// Nothing more will be received. Acknowledgements may still be open: completing them stays due (it returns them to
    /// their pool) and does nothing else.
    /// </summary>
    void Detached(DisconnectCause cause);
}
