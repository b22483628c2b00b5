namespace SmartSectors.Mqtt;

/// <summary>
/// Sets of properties as bits: every identifier of MQTT 5.0 is at most 0x2A, so that 64 bits hold table 2-4 whole.
/// </summary>
internal static class PropertySet
{
    /// <summary>What is part of the message and goes on to subscribers, [MQTT-3.3.2-4] to [MQTT-3.3.2-20].</summary>
    public const ulong Forwarded =
        1UL << (int)PropertyId.PayloadFormatIndicator
        | 1UL << (int)PropertyId.MessageExpiryInterval
        | 1UL << (int)PropertyId.ContentType
        | 1UL << (int)PropertyId.ResponseTopic
        | 1UL << (int)PropertyId.CorrelationData
        | 1UL << (int)PropertyId.UserProperty;

    public const ulong PublishFromClient = Forwarded | 1UL << (int)PropertyId.TopicAlias;

    /// <summary>[MQTT-3.3.4-6]: only a server says which subscriptions a message is for.</summary>
    public const ulong PublishFromServer = PublishFromClient | 1UL << (int)PropertyId.SubscriptionIdentifier;

    public const ulong Connect =
        1UL << (int)PropertyId.SessionExpiryInterval
        | 1UL << (int)PropertyId.AuthenticationMethod
        | 1UL << (int)PropertyId.AuthenticationData
        | 1UL << (int)PropertyId.RequestProblemInformation
        | 1UL << (int)PropertyId.RequestResponseInformation
        | 1UL << (int)PropertyId.ReceiveMaximum
        | 1UL << (int)PropertyId.TopicAliasMaximum
        | 1UL << (int)PropertyId.UserProperty
        | 1UL << (int)PropertyId.MaximumPacketSize;

    public const ulong Will = Forwarded | 1UL << (int)PropertyId.WillDelayInterval;

    public const ulong ConnAck =
        1UL << (int)PropertyId.SessionExpiryInterval
        | 1UL << (int)PropertyId.AssignedClientIdentifier
        | 1UL << (int)PropertyId.ServerKeepAlive
        | 1UL << (int)PropertyId.AuthenticationMethod
        | 1UL << (int)PropertyId.AuthenticationData
        | 1UL << (int)PropertyId.ResponseInformation
        | 1UL << (int)PropertyId.ServerReference
        | 1UL << (int)PropertyId.ReasonString
        | 1UL << (int)PropertyId.ReceiveMaximum
        | 1UL << (int)PropertyId.TopicAliasMaximum
        | 1UL << (int)PropertyId.MaximumQos
        | 1UL << (int)PropertyId.RetainAvailable
        | 1UL << (int)PropertyId.UserProperty
        | 1UL << (int)PropertyId.MaximumPacketSize
        | 1UL << (int)PropertyId.WildcardSubscriptionAvailable
        | 1UL << (int)PropertyId.SubscriptionIdentifierAvailable
        | 1UL << (int)PropertyId.SharedSubscriptionAvailable;

    public const ulong Subscribe =
        1UL << (int)PropertyId.SubscriptionIdentifier
        | 1UL << (int)PropertyId.UserProperty;

    public const ulong Unsubscribe = 1UL << (int)PropertyId.UserProperty;

    /// <summary>Of PUBACK, PUBREC, PUBREL, PUBCOMP, SUBACK and UNSUBACK.</summary>
    public const ulong Answer =
        1UL << (int)PropertyId.ReasonString
        | 1UL << (int)PropertyId.UserProperty;

    public const ulong DisconnectFromServer =
        1UL << (int)PropertyId.ServerReference
        | 1UL << (int)PropertyId.ReasonString
        | 1UL << (int)PropertyId.UserProperty;

    /// <summary>[MQTT-3.14.2-2]: the session's expiry is the client's to say.</summary>
    public const ulong DisconnectFromClient = DisconnectFromServer | 1UL << (int)PropertyId.SessionExpiryInterval;

    public const ulong Auth =
        1UL << (int)PropertyId.AuthenticationMethod
        | 1UL << (int)PropertyId.AuthenticationData
        | 1UL << (int)PropertyId.ReasonString
        | 1UL << (int)PropertyId.UserProperty;

    public const ulong Bytes =
        1UL << (int)PropertyId.PayloadFormatIndicator
        | 1UL << (int)PropertyId.RequestProblemInformation
        | 1UL << (int)PropertyId.RequestResponseInformation
        | 1UL << (int)PropertyId.MaximumQos
        | 1UL << (int)PropertyId.RetainAvailable
        | 1UL << (int)PropertyId.WildcardSubscriptionAvailable
        | 1UL << (int)PropertyId.SubscriptionIdentifierAvailable
        | 1UL << (int)PropertyId.SharedSubscriptionAvailable;

    public const ulong UInt16s =
        1UL << (int)PropertyId.ServerKeepAlive
        | 1UL << (int)PropertyId.ReceiveMaximum
        | 1UL << (int)PropertyId.TopicAliasMaximum
        | 1UL << (int)PropertyId.TopicAlias;

    public const ulong UInt32s =
        1UL << (int)PropertyId.MessageExpiryInterval
        | 1UL << (int)PropertyId.SessionExpiryInterval
        | 1UL << (int)PropertyId.WillDelayInterval
        | 1UL << (int)PropertyId.MaximumPacketSize;

    public const ulong Strings =
        1UL << (int)PropertyId.ContentType
        | 1UL << (int)PropertyId.ResponseTopic
        | 1UL << (int)PropertyId.AssignedClientIdentifier
        | 1UL << (int)PropertyId.AuthenticationMethod
        | 1UL << (int)PropertyId.ResponseInformation
        | 1UL << (int)PropertyId.ServerReference
        | 1UL << (int)PropertyId.ReasonString;

    public const ulong Binaries =
        1UL << (int)PropertyId.CorrelationData
        | 1UL << (int)PropertyId.AuthenticationData;

    /// <summary>Receive Maximum, Maximum Packet Size and Topic Alias are protocol errors when zero; so is a Subscription Identifier.</summary>
    public const ulong NeverZero =
        1UL << (int)PropertyId.ReceiveMaximum
        | 1UL << (int)PropertyId.MaximumPacketSize
        | 1UL << (int)PropertyId.SubscriptionIdentifier;

    public static ulong Bit(PropertyId id) => 1UL << (int)id;
}
