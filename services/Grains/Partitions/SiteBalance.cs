using SmartSectors.Grains.Devices;
using SmartSectors.Telemetry.Binary;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Grains.Partitions;

/// <summary>The stored form of a ledger balance.</summary>
public static class SiteBalance
{
    internal static void Write(ref ByteWriter writer, in LedgerCounts counts, IReadOnlyDictionary<RejectReason, long>? rejected)
    {
        writer.WriteSigned(counts.Received);
        writer.WriteSigned(counts.Stored);
        writer.WriteSigned(counts.Duplicates);
        writer.WriteSigned(counts.Pending);
        writer.WriteVarint((ulong)(rejected?.Count ?? 0));
        if (rejected is null) return;
        foreach (var (reason, count) in rejected)
        {
            writer.WriteByte((byte)reason);
            writer.WriteSigned(count);
        }
    }

    public static LedgerBalance Read(ref ByteReader reader)
    {
        var counts = Read(ref reader, out var rejected);
        return new LedgerBalance(counts.Received, counts.Stored, counts.Duplicates, rejected ?? [], counts.Pending);
    }

    /// <summary>Reads the counts; <paramref name="rejected"/> is null where nothing was, as with nearly every device: a million of them are read at a start.</summary>
    internal static LedgerCounts Read(ref ByteReader reader, out Dictionary<RejectReason, long>? rejected)
    {
        var counts = new LedgerCounts
        {
            Received = reader.ReadSigned(),
            Stored = reader.ReadSigned(),
            Duplicates = reader.ReadSigned(),
            Pending = (int)reader.ReadSigned(),
        };
        rejected = null;
        for (var reasons = reader.ReadCount(); reasons > 0; reasons--)
            (rejected ??= []).Add((RejectReason)reader.ReadByte(), reader.ReadSigned());
        return counts;
    }
}
