namespace SmartSectors.Mqtt;

/// <summary>
/// The reason code of a PUBACK, PUBREC, PUBREL or PUBCOMP (MQTT 5.0 §3.4.2.1 to §3.7.2.1). From 0x80 on the message is
/// refused and the sender must not send it again; MQTT 3.1.1 acknowledges plainly.
/// </summary>
public enum PubAckReason : byte
{
    Success = 0x00,

    /// <summary>From a server only.</summary>
    NoMatchingSubscribers = 0x10,
    UnspecifiedError = 0x80,
    ImplementationSpecificError = 0x83,
    NotAuthorized = 0x87,
    TopicNameInvalid = 0x90,
    PacketIdentifierInUse = 0x91,

    /// <summary>In PUBREL and PUBCOMP only, where it is the one code besides success.</summary>
    PacketIdentifierNotFound = 0x92,
    QuotaExceeded = 0x97,
    PayloadFormatInvalid = 0x99,
}
