using SmartSectors.Telemetry.Binary;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Grains.Log;

/// <summary>What readings of an unknown indicator are kept under.</summary>
/// <param name="Name">As the messages had it.</param>
/// <param name="Unit">As they named it; empty where they did not.</param>
public readonly record struct UnknownKey(Sector Sector, string Name, string Unit)
{
    public void Write(ref ByteWriter writer)
    {
        writer.WriteByte((byte)Sector);
        writer.WriteString(Name);
        writer.WriteString(Unit);
    }

    public static UnknownKey Read(ref ByteReader reader) => new((Sector)reader.ReadByte(), reader.ReadString(), reader.ReadString());
}

/// <summary>A kept reading.</summary>
/// <param name="Sequence">Counts what the partition ever kept: a function of the log.</param>
/// <param name="Device">Its index in the partition.</param>
/// <param name="Site">The index of the site that it was booked at as rejected.</param>
public readonly record struct KeptReading(long Sequence, int Device, int Site, long TimeMs, double Value);

/// <summary>
/// Readings that were kept become readings of an indicator, in the order in which they were kept. Those up to a sequence
/// that was taken in before are passed over, so the record may be appended twice.
/// </summary>
public sealed record TakenIn(UnknownKey Key, ushort Indicator, IReadOnlyList<KeptReading> Readings)
{
    public void Write(ref ByteWriter writer)
    {
        Key.Write(ref writer);
        writer.WriteVarint(Indicator);
        KeptReadings.Write(ref writer, Readings);
    }

    public static TakenIn Read(ref ByteReader reader) =>
        new(UnknownKey.Read(ref reader), (ushort)reader.ReadVarint(), KeptReadings.Read(ref reader));
}

/// <summary>The stored form of kept readings: sequences and times by their differences.</summary>
public static class KeptReadings
{
    public static void Write(ref ByteWriter writer, IReadOnlyList<KeptReading> readings)
    {
        writer.WriteVarint((ulong)readings.Count);
        var before = default(KeptReading);
        foreach (var reading in readings)
        {
            writer.WriteVarint((ulong)(reading.Sequence - before.Sequence));
            writer.WriteVarint((ulong)reading.Device);
            writer.WriteVarint((ulong)reading.Site);
            writer.WriteSigned(unchecked(reading.TimeMs - before.TimeMs));
            writer.WriteDouble(reading.Value);
            before = reading;
        }
    }

    public static List<KeptReading> Read(ref ByteReader reader)
    {
        var readings = new List<KeptReading>();
        var before = default(KeptReading);
        for (var left = reader.ReadVarint(); left > 0; left--)
        {
            before = new KeptReading(
                before.Sequence + (long)reader.ReadVarint(), (int)reader.ReadVarint(), (int)reader.ReadVarint(),
                unchecked(before.TimeMs + reader.ReadSigned()), reader.ReadDouble());
            readings.Add(before);
        }

        return readings;
    }
}
