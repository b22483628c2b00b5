namespace SmartSectors.Mqtt.Tests.Conformance.Wire;

/// <summary>The properties of a packet, in the order sent.</summary>
internal sealed class PropertyList
{
    private readonly List<(int Id, object Value)> _properties = [];

    public static PropertyList None { get; } = new();

    public IEnumerable<(string Name, string Value)> UserProperties =>
        _properties.Where(each => each.Id == Property.UserPropertyId).Select(each => ((string, string))each.Value);

    public static PropertyList Read(byte[] bytes)
    {
        var list = new PropertyList();
        for (var reader = new BytesReader(bytes); !reader.AtEnd;)
        {
            var id = reader.VarInt();
            var mayRepeat = id is Property.UserPropertyId or Property.SubscriptionIdentifierId;
            Assert.True(mayRepeat || !list.Has(id), $"property 0x{id:X2} comes twice");
            list._properties.Add((id, ReadValue(reader, id)));
        }

        return list;
    }

    public bool Has(int id) => _properties.Any(each => each.Id == id);

    /// <summary>The value of a numeric property; null when it is not there.</summary>
    public uint? Number(int id) => All(id).Select(static value => (uint?)Convert.ToUInt32(value, null)).SingleOrDefault();

    public IEnumerable<uint> Numbers(int id) => All(id).Select(static value => Convert.ToUInt32(value, null));

    public string? Text(int id) => (string?)All(id).SingleOrDefault();

    public byte[]? Binary(int id) => (byte[]?)All(id).SingleOrDefault();

    private IEnumerable<object> All(int id) => _properties.Where(each => each.Id == id).Select(each => each.Value);

    private static object ReadValue(BytesReader reader, int id) => id switch
    {
        Property.PayloadFormatId or Property.RequestProblemInformationId or Property.RequestResponseInformationId
            or Property.MaximumQosId or Property.RetainAvailableId or Property.WildcardSubscriptionAvailableId
            or Property.SubscriptionIdentifierAvailableId or Property.SharedSubscriptionAvailableId => reader.U8(),
        Property.ServerKeepAliveId or Property.ReceiveMaximumId or Property.TopicAliasMaximumId or Property.TopicAliasId => reader.U16(),
        Property.MessageExpiryId or Property.SessionExpiryId or Property.WillDelayId or Property.MaximumPacketSizeId => reader.U32(),
        Property.SubscriptionIdentifierId => reader.VarInt(),
        Property.ContentTypeId or Property.ResponseTopicId or Property.AssignedClientIdentifierId or Property.AuthenticationMethodId
            or Property.ResponseInformationId or Property.ServerReferenceId or Property.ReasonStringId => reader.Text(),
        Property.CorrelationDataId or Property.AuthenticationDataId => reader.Binary(),
        Property.UserPropertyId => (reader.Text(), reader.Text()),
        _ => throw new InvalidDataException($"there is no property 0x{id:X2}"),
    };
}
