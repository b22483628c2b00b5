namespace SmartSectors.Mqtt;

/// <summary>
/// The topic aliases that the server has set on one connection (MQTT 5.0 §3.3.2.3.4): the first topics get one each
/// until all are given, for the topics of a subscription are mostly few or far too many.
/// </summary>
internal sealed class OutgoingAliases(int maximum)
{
    /// <summary>
    /// How much longer a packet that sets an alias is: the property's 3 bytes, and one more of the property length and of
    /// the remaining length when these cross a border.
    /// </summary>
    public const int MostAdded = 3 + 1 + 1;

    private readonly Dictionary<byte[], ushort> _aliases = new(ByteKeys.Instance);

    /// <summary>Puts the topic's alias into the packet, and leaves the topic out where the client knows it.</summary>
    public void Apply(ref OutgoingPublish packet)
    {
        var known = _aliases.GetAlternateLookup<ReadOnlySpan<byte>>();
        if (known.TryGetValue(packet.Topic, out var alias))
        {
            packet.TopicAlias = alias;
            packet.IsTopicLeftOut = true;
        }
        else if (_aliases.Count < maximum)
        {
            packet.TopicAlias = (ushort)(_aliases.Count + 1);
            known[packet.Topic] = packet.TopicAlias;
        }
    }
}
