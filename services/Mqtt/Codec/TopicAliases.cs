namespace SmartSectors.Mqtt;

/// <summary>The topic aliases that one connection's client has set (MQTT 5.0 §3.3.2.3.4); they end with the connection.</summary>
internal sealed class TopicAliases(int maximum)
{
    private byte[]?[]? _topics;

    /// <summary>The topic that a PUBLISH means; remembers it when it brings both a topic and an alias.</summary>
    public ReadOnlySpan<byte> Resolve(ReadOnlySpan<byte> topic, ushort? alias)
    {
        if (alias is not { } number) return topic;
        if (number == 0 || number > maximum) MalformedPacketException.Throw(MalformedReason.TopicAliasInvalid); // [MQTT-3.3.2-8]

        _topics ??= new byte[maximum][];
        ref var known = ref _topics[number - 1];
        if (topic.IsEmpty)
        {
            if (known is null) MalformedPacketException.Throw(MalformedReason.TopicAliasUnknown);
            return known;
        }

        if (known is null || !topic.SequenceEqual(known)) known = topic.ToArray();
        return topic;
    }
}
