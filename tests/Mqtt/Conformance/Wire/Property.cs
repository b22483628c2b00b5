namespace SmartSectors.Mqtt.Tests.Conformance.Wire;

/// <summary>MQTT 5.0 table 2-4: each property as its bytes.</summary>
internal static class Property
{
    public const int PayloadFormatId = 0x01;
    public const int MessageExpiryId = 0x02;
    public const int ContentTypeId = 0x03;
    public const int ResponseTopicId = 0x08;
    public const int CorrelationDataId = 0x09;
    public const int SubscriptionIdentifierId = 0x0B;
    public const int SessionExpiryId = 0x11;
    public const int AssignedClientIdentifierId = 0x12;
    public const int ServerKeepAliveId = 0x13;
    public const int AuthenticationMethodId = 0x15;
    public const int AuthenticationDataId = 0x16;
    public const int RequestProblemInformationId = 0x17;
    public const int WillDelayId = 0x18;
    public const int RequestResponseInformationId = 0x19;
    public const int ResponseInformationId = 0x1A;
    public const int ServerReferenceId = 0x1C;
    public const int ReasonStringId = 0x1F;
    public const int ReceiveMaximumId = 0x21;
    public const int TopicAliasMaximumId = 0x22;
    public const int TopicAliasId = 0x23;
    public const int MaximumQosId = 0x24;
    public const int RetainAvailableId = 0x25;
    public const int UserPropertyId = 0x26;
    public const int MaximumPacketSizeId = 0x27;
    public const int WildcardSubscriptionAvailableId = 0x28;
    public const int SubscriptionIdentifierAvailableId = 0x29;
    public const int SharedSubscriptionAvailableId = 0x2A;

    public static byte[] PayloadFormat(int indicator) => U8(PayloadFormatId, indicator);

    public static byte[] MessageExpiry(uint seconds) => U32(MessageExpiryId, seconds);

    public static byte[] ContentType(string type) => Text(ContentTypeId, type);

    public static byte[] ResponseTopic(string topic) => Text(ResponseTopicId, topic);

    public static byte[] CorrelationData(params byte[] data) => new BytesBuilder().U8(CorrelationDataId).Binary(data).ToArray();

    public static byte[] SubscriptionIdentifier(int id) => new BytesBuilder().U8(SubscriptionIdentifierId).VarInt(id).ToArray();

    public static byte[] SessionExpiry(uint seconds) => U32(SessionExpiryId, seconds);

    public static byte[] AuthenticationMethod(string method) => Text(AuthenticationMethodId, method);

    public static byte[] AuthenticationData(params byte[] data) => new BytesBuilder().U8(AuthenticationDataId).Binary(data).ToArray();

    public static byte[] RequestProblemInformation(int wanted) => U8(RequestProblemInformationId, wanted);

    public static byte[] WillDelay(uint seconds) => U32(WillDelayId, seconds);

    public static byte[] RequestResponseInformation(int wanted) => U8(RequestResponseInformationId, wanted);

    public static byte[] ReceiveMaximum(int maximum) => U16(ReceiveMaximumId, maximum);

    public static byte[] TopicAliasMaximum(int maximum) => U16(TopicAliasMaximumId, maximum);

    public static byte[] TopicAlias(int alias) => U16(TopicAliasId, alias);

    public static byte[] User(string name, string value) => new BytesBuilder().U8(UserPropertyId).Text(name).Text(value).ToArray();

    public static byte[] MaximumPacketSize(uint bytes) => U32(MaximumPacketSizeId, bytes);

    private static byte[] U8(int id, int value) => [(byte)id, (byte)value];

    private static byte[] U16(int id, int value) => new BytesBuilder().U8(id).U16(value).ToArray();

    private static byte[] U32(int id, uint value) => new BytesBuilder().U8(id).U32(value).ToArray();

    private static byte[] Text(int id, string text) => new BytesBuilder().U8(id).Text(text).ToArray();
}
