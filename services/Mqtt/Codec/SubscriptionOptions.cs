namespace SmartSectors.Mqtt;

/// <summary>What a client asks for with a topic filter (MQTT 5.0 §3.8.3.1); MQTT 3.1.1 has the QoS alone.</summary>
/// <param name="Qos">The highest QoS at which messages are sent to it.</param>
/// <param name="NoLocal">Messages that the same client published are not sent to it.</param>
/// <param name="RetainAsPublished">Forwarded messages keep their RETAIN flag.</param>
/// <param name="RetainHandling">Whether retained messages are sent when the subscription is made.</param>
public readonly record struct SubscriptionOptions(
    QualityOfService Qos, bool NoLocal = false, bool RetainAsPublished = false, RetainHandling RetainHandling = RetainHandling.SendAtSubscribe);

/// <summary>MQTT 5.0 §3.8.3.1, Retain Handling.</summary>
public enum RetainHandling : byte
{
    SendAtSubscribe = 0,

    /// <summary>Only if there was no such subscription yet.</summary>
    SendIfNew = 1,
    DoNotSend = 2,
}
