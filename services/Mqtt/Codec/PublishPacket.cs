namespace SmartSectors.Mqtt;

/// <summary>
/// One PUBLISH (MQTT 5.0 §3.3), seen where it lies in the socket's buffer: every span is valid during the call that
/// hands it over and not after.
/// </summary>
public readonly ref struct PublishPacket
{
    /// <summary>The topic name, valid UTF-8 without wildcards; a topic alias is resolved already.</summary>
    public ReadOnlySpan<byte> Topic { get; init; }

    public ReadOnlySpan<byte> Payload { get; init; }

    /// <summary>The properties as sent, without their length, checked; empty in MQTT 3.1.1.</summary>
    public ReadOnlySpan<byte> Properties { get; init; }

    public QualityOfService Qos { get; init; }

    public bool Duplicate { get; init; }

    public bool Retain { get; init; }

    /// <summary>Zero at QoS 0, which has none.</summary>
    public ushort PacketId { get; init; }

    /// <summary>Whether <see cref="Properties"/> has a topic alias, which means nothing on another connection.</summary>
    public bool HasTopicAlias { get; init; }

    /// <summary>How long the message may wait for its subscribers (§3.3.2.3.3); null is for ever.</summary>
    public uint? MessageExpirySeconds { get; init; }

    public UserProperties UserProperties => new(Properties);

    /// <summary>The first user property of that name.</summary>
    public bool TryFindUserProperty(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        if (!Properties.IsEmpty)
        {
            foreach (var property in UserProperties)
            {
                if (!property.Name.SequenceEqual(name)) continue;
                value = property.Value;
                return true;
            }
        }

        value = default;
        return false;
    }
}
