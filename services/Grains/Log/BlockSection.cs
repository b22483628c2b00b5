using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace SmartSectors.Grains.Log;

/// <summary>One partition's part of a block: its columns, seen in place.</summary>
public readonly ref struct BlockSection
{
    private readonly ReadOnlySpan<byte> _columns;

    private BlockSection(int partition, int samples, int readings, int controlBytes, ReadOnlySpan<byte> columns)
    {
        Partition = partition;
        SampleCount = samples;
        ReadingCount = readings;
        _columns = columns;

        var at = 0;
        Times = MemoryMarshal.Cast<byte, long>(Take(ref at, samples * sizeof(long)));
        Values = MemoryMarshal.Cast<byte, double>(Take(ref at, readings * sizeof(double)));
        Devices = MemoryMarshal.Cast<byte, uint>(Take(ref at, samples * sizeof(uint)));
        Indicators = MemoryMarshal.Cast<byte, ushort>(Take(ref at, readings * sizeof(ushort)));
        ValueCounts = Take(ref at, samples);
        Flags = MemoryMarshal.Cast<byte, SampleFlags>(Take(ref at, samples));
        ControlRecords = Take(ref at, controlBytes);
    }

    public int Partition { get; }

    public int SampleCount { get; }

    public int ReadingCount { get; }

    public ReadOnlySpan<long> Times { get; }

    public ReadOnlySpan<double> Values { get; }

    public ReadOnlySpan<uint> Devices { get; }

    public ReadOnlySpan<ushort> Indicators { get; }

    public ReadOnlySpan<byte> ValueCounts { get; }

    public ReadOnlySpan<SampleFlags> Flags { get; }

    /// <summary>Records of (kind, length, body).</summary>
    public ReadOnlySpan<byte> ControlRecords { get; }

    /// <summary>The section at a place of the block's directory.</summary>
    /// <param name="block">A block whose head was read and verified.</param>
    public static BlockSection At(ReadOnlySpan<byte> block, int index)
    {
        var entry = block.Slice(BlockHeader.Size + (index * BlockHeader.SectionEntrySize), BlockHeader.SectionEntrySize);
        return new BlockSection(
            BinaryPrimitives.ReadInt32LittleEndian(entry),
            BinaryPrimitives.ReadInt32LittleEndian(entry[4..]),
            BinaryPrimitives.ReadInt32LittleEndian(entry[8..]),
            BinaryPrimitives.ReadInt32LittleEndian(entry[12..]),
            block[BinaryPrimitives.ReadInt32LittleEndian(entry[20..])..]);
    }

    /// <summary>Readings in all sections of a block.</summary>
    public static int CountReadings(ReadOnlySpan<byte> block, int sections)
    {
        var readings = 0;
        for (var i = 0; i < sections; i++)
            readings += BinaryPrimitives.ReadInt32LittleEndian(block[(BlockHeader.Size + (i * BlockHeader.SectionEntrySize) + 8)..]);
        return readings;
    }

    private ReadOnlySpan<byte> Take(scoped ref int at, int bytes)
    {
        var column = _columns.Slice(at, bytes);
        at += bytes;
        return column;
    }
}
