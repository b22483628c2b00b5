namespace SmartSectors.Mqtt;

/// <summary>What a client asks for with a topic filter (MQTT 5.0 §3.8.3.1); MQTT 3.1.1 has the QoS alone.</summary>
/// <param name="Qos">The highest QoS at which messages are sent to it.</param>
/// <param name="NoLocal">Messages that the same client published are not sent to it.</param>
/// <param name="RetainAsPublished">Forwarded messages keep their RETAIN flag.</param>
/// <param name="RetainHandling">Whether retained messages are sent when the subscription is made.</param>
public readonly record struct SubscriptionOptions(
    QualityOfService Qos, bool NoLocal = false, bool RetainAsPublished = false, RetainHandling RetainHandling = RetainHandling.SendAtSubscribe)
{
    private const int QosBits = 0b0000_0011;
    private const int NoLocalBit = 0b0000_0100;
    private const int RetainAsPublishedBit = 0b0000_1000;
    private const int RetainHandlingShift = 4;

    // Reserved (2 bits), retain handling (2), retain as published, no local, QoS (2); MQTT 3.1.1: reserved (6), QoS (2).
    internal static SubscriptionOptions Decode(byte options, MqttVersion version)
    {
        var reserved = version is MqttVersion.V5 ? 0b1100_0000 : 0b1111_1100;
        if ((options & reserved) != 0) MalformedPacketException.Throw(MalformedReason.ReservedBits); // [MQTT-3.8.3-5], 3.1.1 [MQTT-3-8.3-4]

        var qos = (QualityOfService)(options & QosBits);
        var retainHandling = (RetainHandling)(options >> RetainHandlingShift);
        if (qos > QualityOfService.ExactlyOnce || retainHandling > RetainHandling.DoNotSend)
        {
            MalformedPacketException.Throw(MalformedReason.SubscriptionOptions); // §3.8.3.1: 3 is a protocol error in both
        }

        return new SubscriptionOptions(qos, (options & NoLocalBit) != 0, (options & RetainAsPublishedBit) != 0, retainHandling);
    }

    internal byte Encode(MqttVersion version)
    {
        if (version is MqttVersion.V311) return (byte)Qos;
        return (byte)((int)Qos
            | (NoLocal ? NoLocalBit : 0)
            | (RetainAsPublished ? RetainAsPublishedBit : 0)
            | (int)RetainHandling << RetainHandlingShift);
    }
}

/// <summary>MQTT 5.0 §3.8.3.1, Retain Handling.</summary>
public enum RetainHandling : byte
{
    SendAtSubscribe = 0,

    /// <summary>Only if there was no such subscription yet.</summary>
    SendIfNew = 1,
    DoNotSend = 2,
}
