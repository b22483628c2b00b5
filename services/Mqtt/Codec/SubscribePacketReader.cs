namespace SmartSectors.Mqtt;

// SUBSCRIBE = packet identifier, [properties], 1*(topic filter, options) (§3.8.2, §3.8.3).
internal ref struct SubscribePacketReader
{
    /// <summary>[MQTT-3.8.1-1], [MQTT-3.10.1-1]: the flags of SUBSCRIBE and UNSUBSCRIBE.</summary>
    public const byte RequiredFlags = 0b0010;

    private readonly MqttVersion _version;
    private WireReader _reader;

    private SubscribePacketReader(WireReader reader, MqttVersion version)
    {
        _version = version;
        _reader = reader;
        PacketId = _reader.ReadPacketId();
        var properties = new PropertyReader(_reader.ReadProperties(version), PropertySet.Subscribe);
        while (properties.MoveNext())
        {
            if (properties.Id is PropertyId.SubscriptionIdentifier) SubscriptionIdentifier = properties.Number;
        }

        if (_reader.AtEnd) MalformedPacketException.Throw(MalformedReason.NoTopicFilter); // [MQTT-3.8.3-2]
    }

    public ushort PacketId { get; }

    /// <summary>Zero when there is none.</summary>
    public uint SubscriptionIdentifier { get; }

    public static SubscribePacketReader Open(byte flags, ReadOnlySpan<byte> body, MqttVersion version)
    {
        if (flags != RequiredFlags) MalformedPacketException.Throw(MalformedReason.ReservedBits);
        return new SubscribePacketReader(new WireReader(body), version);
    }

    /// <summary>
    /// The next filter: UTF-8 that is not empty; whether its wildcards are in their places is for who subscribes. A
    /// packet may be malformed behind filters that were given.
    /// </summary>
    public bool TryNext(out ReadOnlySpan<byte> filter, out SubscriptionOptions options)
    {
        if (_reader.AtEnd)
        {
            filter = default;
            options = default;
            return false;
        }

        filter = _reader.ReadTopicFilter();
        options = SubscriptionOptions.Decode(_reader.ReadByte(), _version);
        return true;
    }
}
