using System.Buffers.Binary;

namespace SmartSectors.Mqtt;

/// <summary>Encodes user properties (MQTT 5.0 §2.2.2.2: 0x26, UTF-8 string pair) for <see cref="PublishPacketWriter"/>.</summary>
public static class UserPropertyWriter
{
    /// <summary>The identifier and two lengths of two bytes.</summary>
    public static int Length(int nameLength, int valueLength) => 1 + 2 + nameLength + 2 + valueLength;

    /// <summary>Writes one user property and returns its length.</summary>
    public static int Write(Span<byte> destination, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        destination[0] = (byte)PropertyId.UserProperty;
        var at = 1;
        at += WriteString(destination[at..], name);
        at += WriteString(destination[at..], value);
        return at;
    }

    private static int WriteString(Span<byte> destination, ReadOnlySpan<byte> text)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(text.Length, ushort.MaxValue);
        BinaryPrimitives.WriteUInt16BigEndian(destination, (ushort)text.Length);
        text.CopyTo(destination[2..]);
        return 2 + text.Length;
    }
}
