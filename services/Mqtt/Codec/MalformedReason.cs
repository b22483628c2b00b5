namespace SmartSectors.Mqtt;

/// <summary>What was wrong with a packet. The names are the values of the metric tag <c>reason</c>.</summary>
public enum MalformedReason
{
    /// <summary>The remaining length, or a variable byte integer, is longer than four bytes (§1.5.5).</summary>
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
    PacketIdZero,
    QosInvalid,
    QosNotSupported,
    DuplicateAtQos0,
    PropertyUnknown,
    PropertyNotAllowed,
    PropertyRepeated,
    PropertyValue,
    TopicAliasInvalid,
    TopicAliasUnknown,
    ReceiveMaximumExceeded,
    UnsupportedProtocol,
    ConnectFlags,
    FirstPacketNotConnect,
    SecondConnect,
    UnexpectedPacket,
    NoTopicFilter,
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
        MalformedReason.ReceiveMaximumExceeded => DisconnectReason.ReceiveMaximumExceeded,
        MalformedReason.TopicEmpty
            or MalformedReason.PacketIdZero
            or MalformedReason.PropertyNotAllowed
            or MalformedReason.PropertyRepeated
            or MalformedReason.PropertyValue
            or MalformedReason.TopicAliasUnknown
            or MalformedReason.FirstPacketNotConnect
            or MalformedReason.SecondConnect
            or MalformedReason.UnexpectedPacket
            or MalformedReason.NoTopicFilter => DisconnectReason.ProtocolError,
        _ => DisconnectReason.MalformedPacket,
    };
}
