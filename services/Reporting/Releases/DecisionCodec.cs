using SmartSectors.Reporting.Disclosure;
using SmartSectors.Telemetry.Binary;

namespace SmartSectors.Reporting.Releases;

/// <summary>The stored form of a decision: format, count, then each area with its status.</summary>
internal static class DecisionCodec
{
    private const byte Format = 1;

    public static byte[] Write(IReadOnlyDictionary<string, Confidentiality> statuses)
    {
        var writer = new ByteWriter(32 * 1024);
        writer.WriteByte(Format);
        writer.WriteVarint((ulong)statuses.Count);
        foreach (var (area, status) in statuses.OrderBy(each => each.Key, StringComparer.Ordinal))
        {
            writer.WriteString(area);
            writer.WriteByte((byte)status);
        }

        return writer.Written.ToArray();
    }

    /// <summary>Reads a decision. Throws <see cref="InvalidDataException"/> when the bytes are none.</summary>
    public static Dictionary<string, Confidentiality> Read(ReadOnlySpan<byte> bytes)
    {
        var reader = new ByteReader(bytes);
        if (reader.ReadByte() is not Format and var format)
            throw new InvalidDataException($"CORRUPT: a decision is in format {format}; this version reads {Format}.");
        var count = reader.ReadCount();
        var statuses = new Dictionary<string, Confidentiality>(count, StringComparer.Ordinal);
        for (; count > 0; count--)
        {
            var area = reader.ReadString();
            var status = (Confidentiality)reader.ReadByte();
            if (status > Confidentiality.Secondary) throw new InvalidDataException("CORRUPT: a decision has a status that this version does not know.");
            statuses.Add(area, status);
        }

        return statuses;
    }
}
