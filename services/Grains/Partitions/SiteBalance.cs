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
        var (received, stored, duplicates, pending) =
            (reader.ReadSigned(), reader.ReadSigned(), reader.ReadSigned(), reader.ReadSigned());
        var reasons = reader.ReadCount();
        var rejected = new Dictionary<RejectReason, long>(reasons);
        for (var i = 0; i < reasons; i++) rejected.Add((RejectReason)reader.ReadByte(), reader.ReadSigned());
        return new LedgerBalance(received, stored, duplicates, rejected, pending);
    }
}
