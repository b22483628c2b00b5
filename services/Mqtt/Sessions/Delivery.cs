namespace SmartSectors.Mqtt;

/// <summary>One message on its way to one session; changed under the session's lock alone.</summary>
internal sealed class Delivery(long sequence, MqttMessage message, QualityOfService qos, bool retain, uint[]? identifiers)
{
    /// <summary>Ascending in the session, in the order of delivery; 0 for QoS 0, which is never stored.</summary>
    public long Sequence => sequence;

    /// <summary>Null once a QoS 2 message is released.</summary>
    public MqttMessage? Message { get; private set; } = message;

    public QualityOfService Qos => qos;

    public bool Retain => retain;

    public uint[]? Identifiers => identifiers;

    /// <summary>0 while it waits.</summary>
    public ushort PacketId { get; set; }

    public DeliveryStep Step { get; set; }

    /// <summary>It was in flight on an earlier connection, and its turn on this one is still to come.</summary>
    public bool AwaitsResend { get; set; }

    /// <summary>PUBLISH went out at least once: DUP is set from then on ([MQTT-3.3.1-1]).</summary>
    public bool WasSent { get; set; }

    /// <summary>The shared subscription it came by; null for none. By name, for its group may be gone and made anew meanwhile.</summary>
    public string? Group { get; init; }

    public static Delivery Restore(in StoredDelivery stored)
    {
        var delivery = new Delivery(stored.Sequence, stored.Message!, stored.Qos, stored.Retain, stored.Identifiers)
        {
            PacketId = stored.PacketId,
            Group = stored.Group,
        };
        if (stored.IsReleased) delivery.Step = DeliveryStep.Released;
        else if (stored.PacketId != 0) delivery.Step = DeliveryStep.Sent;
        delivery.WasSent = stored.PacketId != 0;
        return delivery;
    }

    /// <summary>PUBREC arrived: the message is the client's now ([MQTT-4.3.3-9]), its identifier still ours.</summary>
    public void Release()
    {
        Message = null;
        Step = DeliveryStep.Releasing;
    }

    public StoredDelivery ToStored() => new(sequence, Message, qos, retain, identifiers, PacketId) { Group = Group };
}

/// <summary>How far a delivery is.</summary>
internal enum DeliveryStep
{
    /// <summary>In the queue, without a packet identifier.</summary>
    Waiting,

    /// <summary>QoS 2 of a stored session: its identifier is being made durable, then PUBLISH is sent.</summary>
    Committing,

    /// <summary>PUBLISH was sent.</summary>
    Sent,

    /// <summary>PUBREC arrived; that is being made durable, then PUBREL is sent.</summary>
    Releasing,

    /// <summary>PUBREL was sent.</summary>
    Released,
}
