using System.Runtime.CompilerServices;

namespace SmartSectors.Mqtt;

/// <summary>MQTT 5.0 §2.1.1: packet type (4 bits), flags (4 bits), remaining length (variable byte integer).</summary>
internal readonly struct FixedHeader(byte first, int size, int remainingLength)
{
    /// <summary>One byte of type and flags, and at most four of length.</summary>
    public const int MaxSize = 1 + VariableByteInteger.MaxLength;

    public PacketType Type => (PacketType)(first >> 4);

    public byte Flags => (byte)(first & 0x0F);

    public int Size => size;

    public int RemainingLength => remainingLength;

    public int PacketLength => size + remainingLength;

    /// <summary>[MQTT-1.5.5-1]; MQTT 3.1.1 has no such rule, so that the version must be known first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void CheckLength(MqttVersion version)
    {
        if (size > 2 && version is MqttVersion.V5 && size != 1 + VariableByteInteger.Length(remainingLength))
        {
            MalformedPacketException.Throw(MalformedReason.LengthTooLong);
        }
    }

    /// <summary>False means "need more bytes".</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryRead(ReadOnlySpan<byte> span, int maxPacketSize, out FixedHeader header)
    {
        if (span.Length < 2)
        {
            header = default;
            return false;
        }

        var length = (int)span[1];
        var size = 2;
        if (length > 0x7F)
        {
            if (!VariableByteInteger.TryRead(span[1..], out length, out var lengthSize))
            {
                header = default;
                return false;
            }

            size = 1 + lengthSize;
        }

        if (size + length > maxPacketSize) MalformedPacketException.Throw(MalformedReason.PacketTooLarge);
        header = new FixedHeader(span[0], size, length);
        return true;
    }
}
