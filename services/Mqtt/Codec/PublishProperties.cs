using System.Buffers.Binary;

namespace SmartSectors.Mqtt;

/// <summary>
/// The properties of a message that go on to its subscribers, encoded and in the order sent: payload format, expiry,
/// content type, response topic, correlation data, user properties ([MQTT-3.3.2-4], -15, -16, -17, -18, -20). A topic
/// alias, a subscription identifier and a will delay are not part of the message.
/// </summary>
internal static class PublishProperties
{
    /// <summary>The answer of <see cref="ExpiryOffset"/> when the message does not expire.</summary>
    public const int NoExpiry = -1;

    private const ulong Known = PropertySet.PublishFromServer | PropertySet.Will;

    /// <summary>Leaves out what is not forwarded of properties that were checked.</summary>
    public static byte[] CopyForwardable(ReadOnlySpan<byte> properties)
    {
        if (properties.IsEmpty) return [];

        var kept = new byte[properties.Length];
        var length = 0;
        var reader = new PropertyReader(properties, Known);
        for (var start = 0; reader.MoveNext(); start = reader.Position)
        {
            if ((PropertySet.Forwarded & PropertySet.Bit(reader.Id)) == 0) continue;
            var property = properties[start..reader.Position];
            property.CopyTo(kept.AsSpan(length));
            length += property.Length;
        }

        Array.Resize(ref kept, length);
        return kept;
    }

    /// <summary>Where the four bytes of the message expiry lie, so that the time waited can be taken off [MQTT-3.3.2-6].</summary>
    public static int ExpiryOffset(ReadOnlySpan<byte> properties)
    {
        var reader = new PropertyReader(properties, Known);
        while (reader.MoveNext())
        {
            if (reader.Id is PropertyId.MessageExpiryInterval) return reader.Position - sizeof(uint);
        }

        return NoExpiry;
    }

    public static void PatchExpiry(Span<byte> properties, int expiryOffset, uint seconds) =>
        BinaryPrimitives.WriteUInt32BigEndian(properties[expiryOffset..], seconds);
}
