namespace SmartSectors.Mqtt;

/// <summary>What was wrong with a packet. The names are the values of the metric tag <c>reason</c>.</summary>
public enum MalformedReason
{
    /// <summary>A variable byte integer of more than four bytes, or in MQTT 5.0 of more than it needs (§1.5.5).</summary>
    LengthTooLong,
    PacketTooLarge,
    UnknownPacketType,
    ReservedBits,
    /// <summary>A field reaches beyond the end of its packet.</summary>
    Truncated,
    TrailingBytes,
    InvalidUtf8,
    TopicEmpty,
    TopicTooLong,
    /// <summary>A wildcard in a topic name (§4.7.1), or U+0000 (§4.7.3).</summary>
    TopicInvalid,
    TopicFilterInvalid,

    /// <summary>No Local on a shared subscription ([MQTT-3.8.3-4]).</summary>
    NoLocalShared,
    PacketIdZero,
    QosInvalid,
    QosNotSupported,
    DuplicateAtQos0,
    PropertyUnknown,
    PropertyNotAllowed,
    PropertyRepeated,
    PropertyValue,
    /// <summary>An authentication without its method (§3.1.2.11.10, §3.15.2.2.2).</summary>
    PropertyMissing,

    /// <summary>DISCONNECT prolongs a session that was to end with its connection (MQTT 5.0 §3.14.2.2.2).</summary>
    SessionExpiry,

    /// <summary>AUTH names another method than CONNECT ([MQTT-4.12.0-5]).</summary>
    AuthenticationMethod,
    TopicAliasInvalid,
    TopicAliasUnknown,
    ReceiveMaximumExceeded,
    UnsupportedProtocol,
    ConnectFlags,
    FirstPacketNotConnect,
    SecondConnect,
    UnexpectedPacket,
    NoTopicFilter,
    SubscriptionOptions,
    /// <summary>A code that the packet does not have, or that is the other side's to send.</summary>
    ReasonCode,
}

internal static class MalformedReasons
{
    /// <summary>MQTT 5.0 §4.13.1: the code that tells the peer.</summary>
    public static DisconnectReason Disconnect(this MalformedReason reason) => reason switch
    {
        MalformedReason.PacketTooLarge => DisconnectReason.PacketTooLarge,
        MalformedReason.TopicTooLong or MalformedReason.TopicInvalid => DisconnectReason.TopicNameInvalid,
        MalformedReason.QosNotSupported => DisconnectReason.QosNotSupported,
        MalformedReason.TopicAliasInvalid => DisconnectReason.TopicAliasInvalid,
        MalformedReason.TopicFilterInvalid => DisconnectReason.TopicFilterInvalid,
        MalformedReason.ReceiveMaximumExceeded => DisconnectReason.ReceiveMaximumExceeded,
        MalformedReason.TopicEmpty
            or MalformedReason.PacketIdZero
            or MalformedReason.NoLocalShared
            or MalformedReason.PropertyNotAllowed
            or MalformedReason.PropertyRepeated
            or MalformedReason.PropertyValue
            or MalformedReason.PropertyMissing
            or MalformedReason.SessionExpiry
            or MalformedReason.AuthenticationMethod
            or MalformedReason.TopicAliasUnknown
            or MalformedReason.FirstPacketNotConnect
            or MalformedReason.SecondConnect
            or MalformedReason.UnexpectedPacket
            or MalformedReason.NoTopicFilter
            or MalformedReason.SubscriptionOptions
            or MalformedReason.ReasonCode => DisconnectReason.ProtocolError,
        _ => DisconnectReason.MalformedPacket,
    };
}
