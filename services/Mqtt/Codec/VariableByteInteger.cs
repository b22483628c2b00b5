namespace SmartSectors.Mqtt;

/// <summary>MQTT 5.0 §1.5.5: seven bits a byte, least significant first, the high bit says that another follows.</summary>
internal static class VariableByteInteger
{
    /// <summary>Four bytes of seven bits: 2^28 - 1.</summary>
    public const int Max = (1 << 28) - 1;

    public const int MaxLength = 4;

    /// <summary>False means "need more bytes".</summary>
    public static bool TryRead(ReadOnlySpan<byte> span, out int value, out int length)
    {
        value = 0;
        for (length = 0; length < span.Length;)
        {
            var b = span[length];
            value |= (b & 0x7F) << (7 * length);
            length++;
            if ((b & 0x80) == 0) return true;
            if (length == MaxLength) MalformedPacketException.Throw(MalformedReason.LengthTooLong);
        }

        return false;
    }

    public static int Write(Span<byte> destination, int value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, Max);
        var length = 0;
        while (value > 0x7F)
        {
            destination[length++] = (byte)(value | 0x80);
            value >>= 7;
        }

        destination[length++] = (byte)value;
        return length;
    }

    public static int Length(int value) => value < 1 << 7 ? 1 : value < 1 << 14 ? 2 : value < 1 << 21 ? 3 : 4;
}
