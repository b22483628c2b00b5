using System.Buffers.Binary;

namespace SmartSectors.Mqtt;

/// <summary>
/// One PUBLISH to be encoded (MQTT 5.0 §3.3, MQTT 3.1.1 §3.3), by a client or as it goes to one subscriber. MQTT 3.1.1 gets
/// it without properties.
/// </summary>
/// <param name="topic">UTF-8.</param>
/// <param name="payload">Any bytes.</param>
/// <param name="properties">Encoded, without their length; those that the other members name come before them.</param>
internal ref struct OutgoingPublish(ReadOnlySpan<byte> topic, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> properties)
{
    private const int ExpiryLength = 5;
    private const int AliasLength = 3;

    private readonly ReadOnlySpan<byte> _payload = payload;
    private readonly ReadOnlySpan<byte> _properties = properties;

    public readonly ReadOnlySpan<byte> Topic { get; } = topic;

    public QualityOfService Qos { readonly get; set; }

    public bool Retain { readonly get; set; }

    public bool Duplicate { readonly get; set; }

    public ushort PacketId { readonly get; set; }

    /// <summary>What is left of the message expiry interval; null for none.</summary>
    public uint? ExpirySeconds { readonly get; set; }

    /// <summary>Of the subscriptions that matched; null for none.</summary>
    public uint[]? Identifiers { readonly get; set; }

    /// <summary>0 for none.</summary>
    public ushort TopicAlias { readonly get; set; }

    /// <summary>The subscriber knows the alias: the topic is left out.</summary>
    public bool IsTopicLeftOut { readonly get; set; }

    /// <summary>Of the whole packet.</summary>
    public readonly int Length(MqttVersion version) =>
        Length(version, IsTopicLeftOut ? 0 : Topic.Length, _payload.Length, Qos, PropertiesLength(version));

    /// <summary>Of a packet with parts of such lengths.</summary>
    public static int Length(MqttVersion version, int topicLength, int payloadLength, QualityOfService qos, int propertiesLength)
    {
        var remaining = RemainingLength(version, topicLength, payloadLength, qos, propertiesLength);
        return 1 + VariableByteInteger.Length(remaining) + remaining;
    }

    // PUBLISH = 0011 DUP QoS(2) RETAIN, remaining length, topic name, [packet identifier], [properties], payload.
    /// <param name="destination">At least <see cref="Length(MqttVersion)"/> bytes.</param>
    public readonly PublishLayout Write(Span<byte> destination, MqttVersion version)
    {
        var topic = IsTopicLeftOut ? default : Topic;
        var propertiesLength = PropertiesLength(version);
        destination[0] = (byte)((int)PacketType.Publish << 4 | (Duplicate ? 0b1000 : 0) | (int)Qos << 1 | (Retain ? 1 : 0));
        var at = 1 + VariableByteInteger.Write(destination[1..], RemainingLength(version, topic.Length, _payload.Length, Qos, propertiesLength));

        BinaryPrimitives.WriteUInt16BigEndian(destination[at..], (ushort)topic.Length);
        topic.CopyTo(destination[(at + 2)..]);
        at += 2 + topic.Length;
        var packetIdAt = PublishLayout.NoPacketId;
        if (Qos is not QualityOfService.AtMostOnce)
        {
            packetIdAt = at;
            BinaryPrimitives.WriteUInt16BigEndian(destination[at..], PacketId);
            at += 2;
        }

        if (version is MqttVersion.V5)
        {
            at += VariableByteInteger.Write(destination[at..], propertiesLength);
            at += WriteProperties(destination[at..]);
        }

        _payload.CopyTo(destination[at..]);
        return new PublishLayout(packetIdAt, at, at + _payload.Length);
    }

    private static int RemainingLength(
        MqttVersion version, int topicLength, int payloadLength, QualityOfService qos, int propertiesLength) =>
        2 + topicLength
        + (qos is QualityOfService.AtMostOnce ? 0 : 2)
        + (version is MqttVersion.V5 ? VariableByteInteger.Length(propertiesLength) + propertiesLength : 0)
        + payloadLength;

    private readonly int PropertiesLength(MqttVersion version)
    {
        if (version is MqttVersion.V311) return 0;
        var length = _properties.Length + (ExpirySeconds is null ? 0 : ExpiryLength) + (TopicAlias == 0 ? 0 : AliasLength);
        foreach (var identifier in Identifiers.AsSpan()) length += 1 + VariableByteInteger.Length((int)identifier);
        return length;
    }

    private readonly int WriteProperties(Span<byte> destination)
    {
        var at = 0;
        if (ExpirySeconds is { } seconds)
        {
            destination[at] = (byte)PropertyId.MessageExpiryInterval;
            BinaryPrimitives.WriteUInt32BigEndian(destination[(at + 1)..], seconds);
            at += ExpiryLength;
        }

        if (TopicAlias != 0)
        {
            destination[at] = (byte)PropertyId.TopicAlias;
            BinaryPrimitives.WriteUInt16BigEndian(destination[(at + 1)..], TopicAlias);
            at += AliasLength;
        }

        foreach (var identifier in Identifiers.AsSpan())
        {
            destination[at++] = (byte)PropertyId.SubscriptionIdentifier;
            at += VariableByteInteger.Write(destination[at..], (int)identifier);
        }

        _properties.CopyTo(destination[at..]);
        return at + _properties.Length;
    }
}
