namespace SmartSectors.Mqtt;

// UNSUBSCRIBE = packet identifier, [properties], 1*topic filter (§3.10.2, §3.10.3).
internal ref struct UnsubscribePacketReader
{
    private WireReader _reader;

    private UnsubscribePacketReader(WireReader reader, MqttVersion version)
    {
        _reader = reader;
        PacketId = _reader.ReadPacketId();
        PropertyReader.Check(_reader.ReadProperties(version), PropertySet.Unsubscribe);
        if (_reader.AtEnd) MalformedPacketException.Throw(MalformedReason.NoTopicFilter); // [MQTT-3.10.3-2]
    }

    public ushort PacketId { get; }

    public static UnsubscribePacketReader Open(byte flags, ReadOnlySpan<byte> body, MqttVersion version)
    {
        if (flags != SubscribePacketReader.RequiredFlags) MalformedPacketException.Throw(MalformedReason.ReservedBits);
        return new UnsubscribePacketReader(new WireReader(body), version);
    }

    /// <summary>As <see cref="SubscribePacketReader.TryNext"/>.</summary>
    public bool TryNext(out ReadOnlySpan<byte> filter)
    {
        if (_reader.AtEnd)
        {
            filter = default;
            return false;
        }

        filter = _reader.ReadTopicFilter();
        return true;
    }
}
