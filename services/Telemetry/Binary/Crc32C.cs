using System.Numerics;
using System.Runtime.InteropServices;

namespace SmartSectors.Telemetry.Binary;

/// <summary>
/// CRC-32C (Castagnoli; RFC 3720, appendix B.4), by the processor's own instruction where it has one. It finds every single
/// changed bit and every burst of up to 32.
/// </summary>
public static class Crc32C
{
    /// <summary>What a sum begins with; its complement is the checksum.</summary>
    public const uint Seed = uint.MaxValue;

    /// <summary>Goes on with a sum.</summary>
    public static uint Append(uint crc, ReadOnlySpan<byte> bytes)
    {
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (var word in words) crc = BitOperations.Crc32C(crc, word);
        foreach (var b in bytes[(words.Length * sizeof(ulong))..]) crc = BitOperations.Crc32C(crc, b);
        return crc;
    }
}
