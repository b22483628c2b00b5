using System.Buffers.Binary;
using SmartSectors.Telemetry.Binary;

namespace SmartSectors.Grains.Log;

/// <summary>What is to be known of a block besides its sections.</summary>
[Flags]
public enum BlockFlags : ushort
{
    None = 0,

    /// <summary>The first block after a start: windows close at their delay after it, not after their end, for nobody could deliver meanwhile.</summary>
    Started = 1,
}

/// <summary>The fixed head of a block, 64 bytes, little-endian.</summary>
/// <param name="ReceiptMs">Time of receipt of everything in the block: the partitions' log clock.</param>
/// <param name="SchemeVersion">Version of the schemes that ingestion decoded with.</param>
/// <param name="Producer">Who appended; with <paramref name="Sequence"/> it tells a block that was appended twice.</param>
public readonly record struct BlockHeader(
    BlockFlags Flags, long ReceiptMs, int SchemeVersion, int SectionCount, ulong Producer, ulong Sequence)
{
    public const int Size = 64;
    public const int SectionEntrySize = 24;
    public const ushort FormatVersion = 1;

    // "SSBK"
    private const uint Magic = 0x4B425353;

    internal static void Write(Span<byte> block, in BlockHeader header)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(block, Magic);
        BinaryPrimitives.WriteUInt16LittleEndian(block[4..], FormatVersion);
        BinaryPrimitives.WriteUInt16LittleEndian(block[6..], (ushort)header.Flags);
        BinaryPrimitives.WriteInt32LittleEndian(block[12..], block.Length);
        BinaryPrimitives.WriteInt64LittleEndian(block[16..], header.ReceiptMs);
        BinaryPrimitives.WriteInt32LittleEndian(block[24..], header.SchemeVersion);
        BinaryPrimitives.WriteInt32LittleEndian(block[28..], header.SectionCount);
        BinaryPrimitives.WriteUInt64LittleEndian(block[32..], header.Producer);
        BinaryPrimitives.WriteUInt64LittleEndian(block[40..], header.Sequence);
        block[48..Size].Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(block[8..], Checksum(block));
    }

    /// <summary>Reads and verifies the head of a block. Throws <see cref="InvalidDataException"/> when it is not one or was damaged.</summary>
    public static BlockHeader Read(ReadOnlySpan<byte> block)
    {
        if (block.Length < Size || BinaryPrimitives.ReadUInt32LittleEndian(block) != Magic)
            throw new InvalidDataException("CORRUPT: not a log block.");
        var version = BinaryPrimitives.ReadUInt16LittleEndian(block[4..]);
        if (version != FormatVersion)
            throw new InvalidDataException($"CORRUPT: log block of format {version}; this version reads {FormatVersion}.");
        if (BinaryPrimitives.ReadInt32LittleEndian(block[12..]) != block.Length
            || BinaryPrimitives.ReadUInt32LittleEndian(block[8..]) != Checksum(block))
            throw new InvalidDataException("CORRUPT: a log block's checksum does not match.");

        return new BlockHeader(
            (BlockFlags)BinaryPrimitives.ReadUInt16LittleEndian(block[6..]),
            BinaryPrimitives.ReadInt64LittleEndian(block[16..]),
            BinaryPrimitives.ReadInt32LittleEndian(block[24..]),
            BinaryPrimitives.ReadInt32LittleEndian(block[28..]),
            BinaryPrimitives.ReadUInt64LittleEndian(block[32..]),
            BinaryPrimitives.ReadUInt64LittleEndian(block[40..]));
    }

    // CRC-32C of everything but the checksum's own four bytes.
    private static uint Checksum(ReadOnlySpan<byte> block) => ~Crc32C.Append(Crc32C.Append(Crc32C.Seed, block[..8]), block[12..]);
}
