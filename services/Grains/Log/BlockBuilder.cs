using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using SmartSectors.Telemetry.Binary;

namespace SmartSectors.Grains.Log;

/// <summary>
/// Makes one block of the batches that have gathered, grouped by partition in the order of appending. Layout: the head,
/// a directory of sections {partition, samples, readings, control bytes, trace bytes, offset}, then each section's
/// columns: times i64[n], values f64[m], devices u32[n], indicators u16[m], value counts u8[n], flags u8[n], control
/// records, trace contexts. Sections begin at multiples of eight. Used by one thread.
/// </summary>
public sealed class BlockBuilder
{
    private readonly Section[] _sections = new Section[Numbers.PartitionCount];

    /// <summary>Builds a block into a rented array; the caller returns it to the shared pool.</summary>
    public (byte[] Rented, int Length) Build(
        ReadOnlySpan<LogBatch> batches, BlockFlags flags, long receiptMs, int schemeVersion, ulong producer, ulong sequence)
    {
        Array.Clear(_sections);
        foreach (var batch in batches) Measure(batch);
        var length = Place(out var sectionCount);

        var rented = ArrayPool<byte>.Shared.Rent(length);
        var block = rented.AsSpan(0, length);
        WriteDirectory(block);
        foreach (var batch in batches) Scatter(batch, block);
        BlockHeader.Write(block, new BlockHeader(flags, receiptMs, schemeVersion, sectionCount, producer, sequence));
        return (rented, length);
    }

    private void Measure(LogBatch batch)
    {
        for (var i = 0; i < batch.SampleCount; i++)
        {
            ref var section = ref _sections[Numbers.PartitionOf(batch.Devices[i])];
            section.Samples++;
            section.Readings += batch.ValueCounts[i];
        }

        var records = new ByteReader(batch.ControlRecords);
        while (records.Remaining > 0)
        {
            var partition = records.ReadByte();
            var begin = records.Position;
            records.ReadByte();
            records.ReadBytes(records.ReadCount());
            _sections[partition].ControlBytes += records.Position - begin;
        }
    }

    private int Place(out int sectionCount)
    {
        sectionCount = 0;
        foreach (ref readonly var section in _sections.AsSpan())
        {
            if (!section.IsEmpty) sectionCount++;
        }

        var offset = BlockHeader.Size + (sectionCount * BlockHeader.SectionEntrySize);
        foreach (ref var section in _sections.AsSpan())
        {
            if (section.IsEmpty) continue;
            section.Offset = offset;
            section.Lay();
            offset = Align(section.End);
        }

        return offset;
    }

    private void WriteDirectory(Span<byte> block)
    {
        var at = BlockHeader.Size;
        for (var partition = 0; partition < _sections.Length; partition++)
        {
            ref readonly var section = ref _sections[partition];
            if (section.IsEmpty) continue;
            var entry = block.Slice(at, BlockHeader.SectionEntrySize);
            BinaryPrimitives.WriteInt32LittleEndian(entry, partition);
            BinaryPrimitives.WriteInt32LittleEndian(entry[4..], section.Samples);
            BinaryPrimitives.WriteInt32LittleEndian(entry[8..], section.Readings);
            BinaryPrimitives.WriteInt32LittleEndian(entry[12..], section.ControlBytes);
            BinaryPrimitives.WriteInt32LittleEndian(entry[16..], 0);
            BinaryPrimitives.WriteInt32LittleEndian(entry[20..], section.Offset);
            block[section.End..Align(section.End)].Clear();
            at += BlockHeader.SectionEntrySize;
        }
    }

    private void Scatter(LogBatch batch, Span<byte> block)
    {
        var reading = 0;
        for (var i = 0; i < batch.SampleCount; i++)
        {
            ref var section = ref _sections[Numbers.PartitionOf(batch.Devices[i])];
            var count = batch.ValueCounts[i];
            MemoryMarshal.Write(block[section.Times..], batch.Times[i]);
            MemoryMarshal.Write(block[section.Devices..], batch.Devices[i]);
            block[section.Counts++] = count;
            block[section.Flags++] = (byte)batch.Flags[i];
            section.Times += sizeof(long);
            section.Devices += sizeof(uint);

            MemoryMarshal.AsBytes(batch.Values.AsSpan(reading, count)).CopyTo(block[section.Values..]);
            MemoryMarshal.AsBytes(batch.Indicators.AsSpan(reading, count)).CopyTo(block[section.Indicators..]);
            section.Values += count * sizeof(double);
            section.Indicators += count * sizeof(ushort);
            reading += count;
        }

        var records = new ByteReader(batch.ControlRecords);
        while (records.Remaining > 0)
        {
            ref var section = ref _sections[records.ReadByte()];
            var begin = records.Position;
            records.ReadByte();
            records.ReadBytes(records.ReadCount());
            var record = batch.ControlRecords[begin..records.Position];
            record.CopyTo(block[section.Controls..]);
            section.Controls += record.Length;
        }
    }

    private static int Align(int offset) => (offset + 7) & ~7;

    private struct Section
    {
        public int Samples, Readings, ControlBytes, Offset;

        // Where the next element of each column goes.
        public int Times, Values, Devices, Indicators, Counts, Flags, Controls, End;

        public readonly bool IsEmpty => Samples == 0 && ControlBytes == 0;

        public void Lay()
        {
            Times = Offset;
            Values = Times + (Samples * sizeof(long));
            Devices = Values + (Readings * sizeof(double));
            Indicators = Devices + (Samples * sizeof(uint));
            Counts = Indicators + (Readings * sizeof(ushort));
            Flags = Counts + Samples;
            Controls = Flags + Samples;
            End = Controls + ControlBytes;
        }
    }
}
