using SmartSectors.Telemetry.Binary;

namespace SmartSectors.Telemetry.Quality;

/// <summary>
/// What a series carries from reading to reading for its tests: 32 bytes, beside the newest two readings, which the
/// series keeps anyway. It is a function of the series: equal series have equal states.
/// </summary>
public record struct QualityState
{
    internal FlatRun Flat;
    internal FlatRun Quiet;
    internal FlatRun Still;
    internal QualityFlags NewestFlags;
    internal bool IsNewestLinked;

    /// <summary>No reading was seen yet.</summary>
    public readonly bool IsEmpty => NewestFlags.Bits == 0;

    /// <summary>The flags of the newest reading, as far as they are known without its successor.</summary>
    public readonly QualityFlags Newest => NewestFlags;

    /// <summary>Appends the state to a stored form: flags and link, then the ages of the runs; all of them are varints.</summary>
    public readonly void Write(ref ByteWriter writer)
    {
        writer.WriteVarint(((ulong)NewestFlags.Bits << 1) | (IsNewestLinked ? 1UL : 0));
        foreach (var run in (ReadOnlySpan<FlatRun>)[Flat, Quiet, Still])
        {
            writer.WriteVarint(run.LowerMs);
            writer.WriteVarint(run.UpperMs);
        }
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static QualityState Read(ref ByteReader reader)
    {
        var newest = reader.ReadVarint();
        return new QualityState
        {
            NewestFlags = new QualityFlags((uint)(newest >> 1)),
            IsNewestLinked = (newest & 1) != 0,
            Flat = ReadRun(ref reader),
            Quiet = ReadRun(ref reader),
            Still = ReadRun(ref reader),
        };
    }

    private static FlatRun ReadRun(ref ByteReader reader) => new((uint)reader.ReadVarint(), (uint)reader.ReadVarint());
}
