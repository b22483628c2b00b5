using System.Runtime.InteropServices;
using System.Text;
using SmartSectors.Telemetry.Binary;

namespace SmartSectors.Reporting.Releases;

/// <summary>
/// The checksums of what releases keep: CRC-32C of the row's key and the bytes, verified wherever they are decoded. SQLite
/// has none of its own, and what was published must not change by a bit.
/// </summary>
internal static class StoredBytes
{
    /// <summary>Of a block as a release wrote it.</summary>
    public static long SumOf(ReadOnlySpan<byte> bytes, in BlockKey key, long release) =>
        SumOf(bytes, key.Part, (long)key.Window, key.Indicator, key.StartMs, release);

    /// <summary>Of a decision.</summary>
    public static long SumOf(ReadOnlySpan<byte> bytes, ushort indicator, long monthMs, long release) => SumOf(bytes, "", indicator, monthMs, release);

    /// <summary>The bytes as they were written. Throws <see cref="InvalidDataException"/> where they are not.</summary>
    public static byte[] Verify(byte[] bytes, long written, long reckoned, string what) =>
        written == reckoned ? bytes : throw new InvalidDataException($"CORRUPT: the bytes of {what} do not match their checksum.");

    // 32 bits, signed, which SQLite keeps in four bytes.
    private static long SumOf(ReadOnlySpan<byte> bytes, string part, params ReadOnlySpan<long> key)
    {
        var crc = Crc32C.Append(Crc32C.Seed, MemoryMarshal.AsBytes(key));
        crc = Crc32C.Append(crc, Encoding.UTF8.GetBytes(part));
        return (int)~Crc32C.Append(crc, bytes);
    }
}
