namespace SmartSectors.Mqtt;

/// <summary>
/// The reason code of a CONNACK (MQTT 5.0 §3.2.2.2). MQTT 3.1.1 knows six return codes; <see cref="ConnectReasons"/>
/// gives the nearest.
/// </summary>
public enum ConnectReason : byte
{
    Success = 0x00,
    UnspecifiedError = 0x80,
    MalformedPacket = 0x81,
    ProtocolError = 0x82,
    ImplementationSpecificError = 0x83,
    UnsupportedProtocolVersion = 0x84,
    ClientIdentifierNotValid = 0x85,
    BadUserNameOrPassword = 0x86,
    NotAuthorized = 0x87,
    ServerUnavailable = 0x88,
    ServerBusy = 0x89,
    Banned = 0x8A,
    BadAuthenticationMethod = 0x8C,
    TopicNameInvalid = 0x90,
    PacketTooLarge = 0x95,
    QuotaExceeded = 0x97,
    PayloadFormatInvalid = 0x99,
    RetainNotSupported = 0x9A,
    QosNotSupported = 0x9B,
    UseAnotherServer = 0x9C,
    ServerMoved = 0x9D,
    ConnectionRateExceeded = 0x9F,
}

internal static class ConnectReasons
{
    /// <summary>MQTT 3.1.1 §3.2.2.3, table 3.1: the return code that says most nearly the same.</summary>
    public static byte ReturnCode311(this ConnectReason reason) => reason switch
    {
        ConnectReason.Success => 0x00,
        ConnectReason.UnsupportedProtocolVersion => 0x01,
        ConnectReason.ClientIdentifierNotValid => 0x02,
        ConnectReason.BadUserNameOrPassword => 0x04,
        ConnectReason.NotAuthorized or ConnectReason.Banned or ConnectReason.BadAuthenticationMethod => 0x05,
        _ => 0x03,
    };

    /// <summary>What a 3.1.1 return code means in the terms of MQTT 5.0.</summary>
    public static ConnectReason FromReturnCode311(byte code) => code switch
    {
        0x00 => ConnectReason.Success,
        0x01 => ConnectReason.UnsupportedProtocolVersion,
        0x02 => ConnectReason.ClientIdentifierNotValid,
        0x03 => ConnectReason.ServerUnavailable,
        0x04 => ConnectReason.BadUserNameOrPassword,
        0x05 => ConnectReason.NotAuthorized,
        _ => ConnectReason.UnspecifiedError,
    };
}
