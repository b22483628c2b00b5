using SmartSectors.Grains.Devices;
using SmartSectors.Telemetry.Binary;
using SmartSectors.Telemetry.Quality;
using SmartSectors.Telemetry.Quality.Criteria;
using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Grains.Partitions;

/// <summary>The stored forms of the grains' small structs, within pages and deltas of state.</summary>
internal static class StateCodec
{
    private const int RawValue = 0xF;

    // States of earlier versions had more entries; the newest of them stay.
    private const int LongestRing = 8;

    // Beside an entry's flag (1 to 4) and scale. Before there were tests at receipt that find anything, none had it.
    private const byte HasFindings = 0x80;

    // Beside the ring's count, which is under it. States that were written before the tests were made lack it.
    private const byte HasQuality = 0x80;

    // Likewise: what is counted for the criteria, where there is anything.
    private const byte HasCounts = 0x40;

    public static void Write(ref ByteWriter writer, in SeriesState series)
    {
        writer.WriteVarint(series.Indicator);
        writer.WriteSigned(series.ActiveSlotMs);
        writer.WriteSigned(series.SlotEndMs);
        writer.WriteByte(series.DroppedTimeMs == long.MinValue ? (byte)0 : (byte)1);
        if (series.DroppedTimeMs != long.MinValue)
        {
            writer.WriteSigned(series.DroppedTimeMs);
            DecimalForm.Write(ref writer, series.DroppedValue);
        }

        var hasCounts = series.Judged != default || series.Prompt != 0;
        writer.WriteByte((byte)(series.Count | (series.Quality.IsEmpty ? 0 : HasQuality) | (hasCounts ? HasCounts : 0)));
        if (!series.Quality.IsEmpty) series.Quality.Write(ref writer);
        if (hasCounts)
        {
            writer.WriteVarint(series.Judged.Pass);
            writer.WriteVarint(series.Judged.Judged);
            writer.WriteVarint(series.Prompt);
        }

        var previous = series.ActiveSlotMs;
        var (lastScale, lastMantissa) = (-1, 0L);
        for (var rank = 0; rank < series.Count; rank++)
        {
            var (timeMs, value, flag) = series[rank];
            var entry = ((int)flag << 4) | (series.HasFindings(rank) ? HasFindings : 0);
            // One byte tells flag and scale; a value near the one before it takes one or two more.
            writer.WriteSigned(timeMs - previous);
            previous = timeMs;
            if (!DecimalForm.TryFindScale(value, 0, out var scale))
            {
                writer.WriteByte((byte)(entry | RawValue));
                writer.WriteDouble(value);
                continue;
            }

            DecimalForm.TryScale(value, scale, out var mantissa);
            writer.WriteByte((byte)(entry | scale));
            writer.WriteSigned(mantissa - (scale == lastScale ? lastMantissa : 0));
            (lastScale, lastMantissa) = (scale, mantissa);
        }
    }

    public static SeriesState ReadSeries(ref ByteReader reader)
    {
        var series = new SeriesState
        {
            Indicator = (ushort)reader.ReadVarint(),
            ActiveSlotMs = reader.ReadSigned(),
            SlotEndMs = reader.ReadSigned(),
            DroppedTimeMs = long.MinValue,
            Next = -1,
        };
        if (reader.ReadByte() == 1)
        {
            series.DroppedTimeMs = reader.ReadSigned();
            series.DroppedValue = DecimalForm.Read(ref reader);
        }

        var form = reader.ReadByte();
        if ((form & HasQuality) != 0) series.Quality = QualityState.Read(ref reader);
        if ((form & HasCounts) != 0)
        {
            series.Judged = new JudgedCount((uint)reader.ReadVarint(), (uint)reader.ReadVarint());
            series.Prompt = (uint)reader.ReadVarint();
        }

        var count = form & ~(HasQuality | HasCounts);
        if (count > LongestRing) throw new InvalidDataException("CORRUPT: a series' ring is too long.");
        var timeMs = series.ActiveSlotMs;
        var (lastScale, lastMantissa) = (-1, 0L);
        for (var rank = 0; rank < count; rank++)
        {
            timeMs += reader.ReadSigned();
            var entry = reader.ReadByte();
            var hasFindings = (entry & HasFindings) != 0;
            var flag = (ReadingFlag)((entry & ~HasFindings) >> 4);
            var scale = entry & 0xF;
            if (scale == RawValue)
            {
                series.Append(timeMs, reader.ReadDouble(), flag, hasFindings);
                continue;
            }

            if (scale > DecimalForm.MaxScale) throw new InvalidDataException("CORRUPT: a value's scale is out of range.");
            var mantissa = reader.ReadSigned() + (scale == lastScale ? lastMantissa : 0);
            series.Append(timeMs, DecimalForm.Value(mantissa, scale), flag, hasFindings);
            (lastScale, lastMantissa) = (scale, mantissa);
        }

        return series;
    }
}
