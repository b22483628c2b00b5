using System.Runtime.InteropServices;
using SmartSectors.Grains.Partitions;
using SmartSectors.Telemetry.Binary;
using SmartSectors.Telemetry.Quality;
using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Storage.Readings;

/// <summary>
/// The readings of one series in time order. Times: the first, the least step and what each step exceeds it by, packed
/// (nothing at all for a regular step). Values: decimal integers at the least scale that holds them all exactly, as
/// differences packed likewise, or raw doubles. Flags: nothing when all pass, else two bits each. What tests found:
/// nothing, or the count of the readings with findings, and each one's distance to the one before it and bits.
/// </summary>
internal sealed class ChunkCodec
{
    [Flags]
    private enum Form : byte
    {
        RawValues = 1,
        HasFlags = 2,
        HasFindings = 4,
        Known = 7,
    }

    private ulong[] _packed = new ulong[256];
    private long[] _mantissas = new long[256];

    public void Write(ref ByteWriter writer, ReadOnlySpan<StoredReading> readings)
    {
        var scaled = TryScaleAll(readings, out var scale);
        var flagged = false;
        var found = 0;
        foreach (ref readonly var reading in readings)
        {
            flagged |= reading.Flag != ReadingFlag.Pass;
            if (reading.Findings != default) found++;
        }

        writer.WriteByte((byte)((scaled ? 0 : Form.RawValues) | (flagged ? Form.HasFlags : 0) | (found > 0 ? Form.HasFindings : 0)));
        writer.WriteVarint((ulong)readings.Length);
        WriteTimes(ref writer, readings);

        if (scaled)
        {
            writer.WriteByte((byte)scale);
            WriteDifferences(ref writer, _mantissas.AsSpan(0, readings.Length));
        }
        else
        {
            foreach (ref readonly var reading in readings) writer.WriteDouble(reading.Value);
        }

        if (flagged)
        {
            var flags = Packed(readings.Length);
            for (var i = 0; i < readings.Length; i++) flags[i] = (ulong)readings[i].Flag - 1;
            BitPacker.Write(ref writer, flags);
        }

        if (found > 0) WriteFindings(ref writer, readings, found);
    }

    /// <summary>Appends the chunk's readings to a list.</summary>
    public void Read(ref ByteReader reader, List<StoredReading> into)
    {
        var form = (Form)reader.ReadByte();
        if (form > Form.Known) throw new InvalidDataException("CORRUPT: a chunk has parts that this version does not know.");
        var count = (int)reader.ReadVarint();
        if (count <= 0 || count > MaxReadings) throw new InvalidDataException("CORRUPT: a chunk's count is out of range.");

        var begin = into.Count;
        CollectionsMarshal.SetCount(into, begin + count);
        var readings = CollectionsMarshal.AsSpan(into)[begin..];

        var times = Mantissas(count);
        ReadDifferences(ref reader, times);
        for (var i = 0; i < count; i++) readings[i] = new StoredReading(times[i], 0, ReadingFlag.Pass);

        if ((form & Form.RawValues) != 0)
        {
            for (var i = 0; i < count; i++) readings[i] = readings[i] with { Value = reader.ReadDouble() };
        }
        else
        {
            int scale = reader.ReadByte();
            if (scale > DecimalForm.MaxScale) throw new InvalidDataException("CORRUPT: a chunk's scale is out of range.");
            var mantissas = Mantissas(count);
            ReadDifferences(ref reader, mantissas);
            for (var i = 0; i < count; i++) readings[i] = readings[i] with { Value = DecimalForm.Value(mantissas[i], scale) };
        }

        if ((form & Form.HasFlags) != 0)
        {
            var flags = Packed(count);
            BitPacker.Read(ref reader, flags);
            for (var i = 0; i < count; i++) readings[i] = readings[i] with { Flag = (ReadingFlag)(flags[i] + 1) };
        }

        if ((form & Form.HasFindings) != 0) ReadFindings(ref reader, readings);
    }

    /// <summary>More readings than any segment holds; a count above is damage.</summary>
    public const int MaxReadings = 1 << 26;

    private static void WriteFindings(ref ByteWriter writer, ReadOnlySpan<StoredReading> readings, int found)
    {
        writer.WriteVarint((ulong)found);
        var next = 0;
        for (var i = 0; i < readings.Length; i++)
        {
            if (readings[i].Findings == default) continue;
            writer.WriteVarint((ulong)(i - next));
            writer.WriteVarint(readings[i].Findings.Bits);
            next = i + 1;
        }
    }

    private static void ReadFindings(ref ByteReader reader, Span<StoredReading> readings)
    {
        var at = 0UL;
        for (var left = reader.ReadCount(); left > 0; left--, at++)
        {
            at += reader.ReadVarint();
            if (at >= (ulong)readings.Length) throw new InvalidDataException("CORRUPT: a chunk has findings of readings that it lacks.");
            ref var reading = ref readings[(int)at];
            reading = reading with { Findings = new QualityFlags((uint)reader.ReadVarint()) };
        }
    }

    private void WriteTimes(ref ByteWriter writer, ReadOnlySpan<StoredReading> readings)
    {
        // Times and mantissas are written one after the other: the times in their own array.
        var times = Packed(readings.Length);
        var least = long.MaxValue;
        for (var i = 1; i < readings.Length; i++) least = Math.Min(least, readings[i].TimeMs - readings[i - 1].TimeMs);
        writer.WriteSigned(readings[0].TimeMs);
        if (readings.Length == 1) return;
        for (var i = 1; i < readings.Length; i++)
            times[i - 1] = (ulong)(readings[i].TimeMs - readings[i - 1].TimeMs - least);
        writer.WriteSigned(least);
        BitPacker.Write(ref writer, times[..(readings.Length - 1)]);
    }

    private void WriteDifferences(ref ByteWriter writer, ReadOnlySpan<long> values)
    {
        writer.WriteSigned(values[0]);
        if (values.Length == 1) return;

        var least = long.MaxValue;
        for (var i = 1; i < values.Length; i++) least = Math.Min(least, values[i] - values[i - 1]);
        var packed = Packed(values.Length);
        for (var i = 1; i < values.Length; i++) packed[i - 1] = (ulong)(values[i] - values[i - 1] - least);
        writer.WriteSigned(least);
        BitPacker.Write(ref writer, packed[..(values.Length - 1)]);
    }

    private void ReadDifferences(ref ByteReader reader, Span<long> values)
    {
        values[0] = reader.ReadSigned();
        if (values.Length == 1) return;

        var least = reader.ReadSigned();
        var packed = Packed(values.Length)[..(values.Length - 1)];
        BitPacker.Read(ref reader, packed);
        for (var i = 1; i < values.Length; i++) values[i] = values[i - 1] + least + (long)packed[i - 1];
    }

    private bool TryScaleAll(ReadOnlySpan<StoredReading> readings, out int scale)
    {
        scale = 0;
        var mantissas = Mantissas(readings.Length);
        for (var i = 0; i < readings.Length; i++)
        {
            if (DecimalForm.TryScale(readings[i].Value, scale, out mantissas[i])) continue;
            if (!DecimalForm.TryFindScale(readings[i].Value, scale + 1, out scale)) return false;
            i = -1; // Again from the first, at the finer scale.
        }

        return true;
    }

    private Span<ulong> Packed(int count)
    {
        if (_packed.Length < count) _packed = new ulong[Math.Max(count, _packed.Length * 2)];
        return _packed.AsSpan(0, count);
    }

    private Span<long> Mantissas(int count)
    {
        if (_mantissas.Length < count) _mantissas = new long[Math.Max(count, _mantissas.Length * 2)];
        return _mantissas.AsSpan(0, count);
    }
}
