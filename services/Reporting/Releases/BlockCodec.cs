using SmartSectors.Reporting.Disclosure;
using SmartSectors.Telemetry.Binary;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Reporting.Releases;

/// <summary>
/// The stored form of a block, and its canonical one: equal observations have equal bytes, so that a release is compared
/// with the one before by its bytes. Layout: format, count, then observation by observation; what is null has a bit unset
/// in its mask and no bytes.
/// </summary>
internal static class BlockCodec
{
    private const byte Format = 1;

    [Flags]
    private enum Has
    {
        Value = 1,
        Sum = 2,
        Mean = 4,
        StdDev = 8,
        Min = 16,
        Max = 32,
        P50 = 64,
        P95 = 128,
        P99 = 256,
        Completeness = 512,
        Correct = 1024,
        Clean = 2048,
        Live = 4096,
        Final = 8192,
        Known = 16383,
    }

    /// <param name="observations">In the order of their areas.</param>
    public static void Write(ref ByteWriter writer, IReadOnlyList<Observation> observations)
    {
        writer.WriteByte(Format);
        writer.WriteVarint((ulong)observations.Count);
        foreach (var observation in observations) Write(ref writer, observation);
    }

    /// <summary>Reads a block. Throws <see cref="InvalidDataException"/> when the bytes are none.</summary>
    public static List<Observation> Read(ReadOnlySpan<byte> block)
    {
        var reader = new ByteReader(block);
        if (reader.ReadByte() is not Format and var format)
            throw new InvalidDataException($"CORRUPT: observations are in format {format}; this version reads {Format}.");
        var observations = new List<Observation>(reader.ReadCount());
        for (var left = observations.Capacity; left > 0; left--) observations.Add(Read(ref reader));
        return observations;
    }

    private static void Write(ref ByteWriter writer, Observation observation)
    {
        writer.WriteString(observation.Area);
        writer.WriteVarint((uint)MaskOf(observation));
        writer.WriteByte((byte)observation.Status);
        writer.WriteByte((byte)observation.Confidentiality);
        writer.WriteSigned(observation.Count);
        writer.WriteSigned(observation.Devices);
        // In millionths, as cells have it.
        if (observation.Sum is { } sum) writer.WriteWide((Int128)(sum * 1_000_000));
        foreach (var number in Doubles(observation))
        {
            if (number is { } value) writer.WriteDouble(value);
        }
    }

    private static Observation Read(ref ByteReader reader)
    {
        var area = reader.ReadString();
        var mask = reader.ReadVarint();
        if (mask > (ulong)Has.Known) throw new InvalidDataException("CORRUPT: an observation has parts that this version does not know.");
        var has = (Has)mask;
        var (status, confidentiality) = (reader.ReadByte(), reader.ReadByte());
        if (status > (byte)ObservationStatus.Missing || confidentiality > (byte)Confidentiality.Secondary)
            throw new InvalidDataException("CORRUPT: an observation has a status that this version does not know.");
        var (count, devices) = (reader.ReadSigned(), reader.ReadSigned());
        decimal? sum = (has & Has.Sum) != 0 ? (decimal)reader.ReadWide() / 1_000_000 : null;
        return new Observation(
            area, Next(ref reader, Has.Value), count, sum, Next(ref reader, Has.Mean), Next(ref reader, Has.StdDev), Next(ref reader, Has.Min), Next(ref reader, Has.Max),
            Next(ref reader, Has.P50), Next(ref reader, Has.P95), Next(ref reader, Has.P99), devices, Next(ref reader, Has.Completeness), Next(ref reader, Has.Correct),
            Next(ref reader, Has.Clean), Next(ref reader, Has.Live), (ObservationStatus)status, (has & Has.Final) != 0, (Confidentiality)confidentiality);

        double? Next(ref ByteReader bytes, Has part) => (has & part) != 0 ? bytes.ReadDouble() : null;
    }

    // In the order of the mask's bits.
    private static double?[] Doubles(Observation each) =>
        [each.Value, each.Mean, each.StdDev, each.Min, each.Max, each.P50, each.P95, each.P99, each.Completeness, each.Correct, each.Clean, each.Live];

    private static Has MaskOf(Observation each) =>
        (each.Value is null ? 0 : Has.Value) | (each.Sum is null ? 0 : Has.Sum) | (each.Mean is null ? 0 : Has.Mean) | (each.StdDev is null ? 0 : Has.StdDev)
        | (each.Min is null ? 0 : Has.Min) | (each.Max is null ? 0 : Has.Max) | (each.P50 is null ? 0 : Has.P50) | (each.P95 is null ? 0 : Has.P95)
        | (each.P99 is null ? 0 : Has.P99) | (each.Completeness is null ? 0 : Has.Completeness) | (each.Correct is null ? 0 : Has.Correct)
        | (each.Clean is null ? 0 : Has.Clean) | (each.Live is null ? 0 : Has.Live) | (each.IsFinal ? Has.Final : 0);
}
