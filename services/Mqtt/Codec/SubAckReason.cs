namespace SmartSectors.Mqtt;

/// <summary>
/// The reason code of one filter in a SUBACK (MQTT 5.0 §3.9.3): the QoS granted, or from 0x80 on why it was refused.
/// MQTT 3.1.1 has one refusal, <see cref="UnspecifiedError"/>.
/// </summary>
public enum SubAckReason : byte
{
    GrantedQos0 = 0x00,
    GrantedQos1 = 0x01,
    GrantedQos2 = 0x02,
    UnspecifiedError = 0x80,
    ImplementationSpecificError = 0x83,
    NotAuthorized = 0x87,
    TopicFilterInvalid = 0x8F,
    PacketIdentifierInUse = 0x91,
    QuotaExceeded = 0x97,
    SharedSubscriptionsNotSupported = 0x9E,
    SubscriptionIdentifiersNotSupported = 0xA1,
    WildcardSubscriptionsNotSupported = 0xA2,
}
