namespace SmartSectors.Mqtt;

/// <summary>The reason code of a DISCONNECT (MQTT 5.0 §3.14.2.1); MQTT 3.1.1 only closes.</summary>
public enum DisconnectReason : byte
{
    NormalDisconnection = 0x00,
    DisconnectWithWill = 0x04,
    UnspecifiedError = 0x80,
    MalformedPacket = 0x81,
    ProtocolError = 0x82,
    ImplementationSpecificError = 0x83,
    NotAuthorized = 0x87,
    ServerBusy = 0x89,
    ServerShuttingDown = 0x8B,
    KeepAliveTimeout = 0x8D,
    SessionTakenOver = 0x8E,
    TopicNameInvalid = 0x90,
    ReceiveMaximumExceeded = 0x93,
    TopicAliasInvalid = 0x94,
    PacketTooLarge = 0x95,
    QuotaExceeded = 0x97,
    RetainNotSupported = 0x9A,
    QosNotSupported = 0x9B,
}
