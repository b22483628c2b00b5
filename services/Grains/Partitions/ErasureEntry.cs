using SmartSectors.Telemetry.Binary;

namespace SmartSectors.Grains.Partitions;

/// <summary>An order that waits until the minutes of what it erases are closed.</summary>
internal readonly record struct DueErasure(int Order, long FromMs, long UntilMs);

/// <summary>Minutes of one indicator at one site, of which readings were erased.</summary>
internal readonly record struct SealedMinutes(int Site, ushort Indicator, long FromMs, long ToMs);

/// <summary>What was erased of one device, and is to be, as a page or delta of state holds it.</summary>
internal sealed class ErasureEntry(int index)
{
    public int Index { get; } = index;

    /// <summary>The number of the newest order that was received; the first is 1.</summary>
    public int LastOrder { get; set; }

    /// <summary>Nothing that was measured before is taken any more, and what is stored of it counts for nothing new.</summary>
    public long SettledMs { get; set; } = long.MinValue;

    /// <summary>The series, by their durable numbers, that had readings then.</summary>
    public HashSet<int> Series { get; } = [];

    public List<DueErasure> Due { get; } = [];

    /// <summary>As far back as anything may come late.</summary>
    public List<SealedMinutes> Sealed { get; } = [];

    public void Write(ref ByteWriter writer)
    {
        writer.WriteVarint((ulong)Index);
        writer.WriteVarint((ulong)LastOrder);
        writer.WriteSigned(SettledMs);
        writer.WriteVarint((ulong)Series.Count);
        foreach (var number in Series.Order()) writer.WriteVarint((ulong)number);
        writer.WriteVarint((ulong)Due.Count);
        foreach (var due in Due)
        {
            writer.WriteVarint((ulong)due.Order);
            writer.WriteSigned(due.FromMs);
            writer.WriteSigned(due.UntilMs);
        }

        writer.WriteVarint((ulong)Sealed.Count);
        foreach (var minutes in Sealed)
        {
            writer.WriteVarint((ulong)minutes.Site);
            writer.WriteVarint(minutes.Indicator);
            writer.WriteSigned(minutes.FromMs);
            writer.WriteSigned(minutes.ToMs);
        }
    }

    public static ErasureEntry Read(ref ByteReader reader)
    {
        var entry = new ErasureEntry((int)reader.ReadVarint()) { LastOrder = (int)reader.ReadVarint(), SettledMs = reader.ReadSigned() };
        for (var left = reader.ReadVarint(); left > 0; left--) entry.Series.Add((int)reader.ReadVarint());
        for (var left = reader.ReadVarint(); left > 0; left--) entry.Due.Add(new DueErasure((int)reader.ReadVarint(), reader.ReadSigned(), reader.ReadSigned()));
        for (var left = reader.ReadVarint(); left > 0; left--)
            entry.Sealed.Add(new SealedMinutes((int)reader.ReadVarint(), (ushort)reader.ReadVarint(), reader.ReadSigned(), reader.ReadSigned()));
        return entry;
    }
}
