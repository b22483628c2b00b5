namespace SmartSectors.Mqtt;

/// <summary>The reason code of one filter in an UNSUBACK (MQTT 5.0 §3.11.3); MQTT 3.1.1 has none.</summary>
public enum UnsubAckReason : byte
{
    Success = 0x00,
    NoSubscriptionExisted = 0x11,
    UnspecifiedError = 0x80,
    ImplementationSpecificError = 0x83,
    NotAuthorized = 0x87,
    TopicFilterInvalid = 0x8F,
    PacketIdentifierInUse = 0x91,
}
