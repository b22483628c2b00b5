namespace SmartSectors.Mqtt;

/// <summary>
/// The properties of a message that go on to its subscribers, encoded and in the order sent: payload format, content
/// type, response topic, correlation data, user properties ([MQTT-3.3.2-4], -15, -16, -17, -18, -20). A topic alias, a
/// subscription identifier and a will delay are not part of the message; its expiry is, but is written anew each time
/// with what is left of it ([MQTT-3.3.2-6]).
/// </summary>
internal static class PublishProperties
{
    private const ulong Known = PropertySet.PublishFromServer | PropertySet.Will;

    private const ulong MessageExpiry = 1UL << (int)PropertyId.MessageExpiryInterval;

    /// <summary>What belongs to the message, its expiry included, of properties that were checked.</summary>
    public static byte[] CopyForwardable(ReadOnlySpan<byte> properties) => Copy(properties, PropertySet.Forwarded);

    /// <summary>What is forwarded as it was sent, of properties that were checked.</summary>
    public static ReadOnlySpan<byte> Forwarded(in PublishPacket packet) =>
        packet.HasTopicAlias || packet.MessageExpirySeconds is not null ? Unaltered(packet.Properties) : packet.Properties;

    /// <summary>The same where it is not known yet what there is; <paramref name="expirySeconds"/> is null for no expiry.</summary>
    public static ReadOnlySpan<byte> Forwarded(ReadOnlySpan<byte> properties, out uint? expirySeconds)
    {
        expirySeconds = null;
        var reader = new PropertyReader(properties, Known);
        while (reader.MoveNext())
        {
            if (reader.Id is PropertyId.MessageExpiryInterval) expirySeconds = reader.Number;
        }

        return Unaltered(properties);
    }

    private static byte[] Unaltered(ReadOnlySpan<byte> properties) => Copy(properties, PropertySet.Forwarded & ~MessageExpiry);

    private static byte[] Copy(ReadOnlySpan<byte> properties, ulong which)
    {
        if (properties.IsEmpty) return [];

        var kept = new byte[properties.Length];
        var length = 0;
        var reader = new PropertyReader(properties, Known);
        for (var start = 0; reader.MoveNext(); start = reader.Position)
        {
            if ((which & PropertySet.Bit(reader.Id)) == 0) continue;
            var property = properties[start..reader.Position];
            property.CopyTo(kept.AsSpan(length));
            length += property.Length;
        }

        Array.Resize(ref kept, length);
        return kept;
    }
}
