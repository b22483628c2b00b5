using SmartSectors.Grains.Devices;
using SmartSectors.Telemetry.Binary;
using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Grains.Partitions;

/// <summary>The stored forms of the grains' small structs, within pages and deltas of state.</summary>
internal static class StateCodec
{
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

        writer.WriteByte(series.Count);
        var previous = series.ActiveSlotMs;
        for (var rank = 0; rank < series.Count; rank++)
        {
            var (timeMs, value, flag) = series[rank];
            writer.WriteSigned(timeMs - previous);
            writer.WriteByte((byte)flag);
            DecimalForm.Write(ref writer, value);
            previous = timeMs;
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

        var count = reader.ReadByte();
        if (count > SeriesState.RingSize) throw new InvalidDataException("CORRUPT: a series' ring is too long.");
        var timeMs = series.ActiveSlotMs;
        for (var rank = 0; rank < count; rank++)
        {
            timeMs += reader.ReadSigned();
            var flag = (ReadingFlag)reader.ReadByte();
            series.Append(timeMs, DecimalForm.Read(ref reader), flag);
        }

        return series;
    }

    public static void Write(ref ByteWriter writer, in LedgerCounts counts, IReadOnlyDictionary<RejectReason, long>? rejected) =>
        SiteBalance.Write(ref writer, counts, rejected);

    public static LedgerCounts ReadLedger(ref ByteReader reader, out Dictionary<RejectReason, long> rejected)
    {
        var balance = SiteBalance.Read(ref reader);
        rejected = new Dictionary<RejectReason, long>(balance.Rejected);
        return new LedgerCounts
        {
            Received = balance.Received,
            Stored = balance.Stored,
            Duplicates = balance.Duplicates,
            Rejected = rejected.Values.Sum(),
            Pending = (int)balance.Pending,
        };
    }
}
