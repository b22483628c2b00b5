using SmartSectors.Telemetry.Binary;
using SmartSectors.Telemetry.Devices;

namespace SmartSectors.Grains.Partitions;

/// <summary>All terms of one device, as a page or delta of state holds them.</summary>
/// <param name="Sequence">Of the newest record that was taken.</param>
/// <param name="Dated">In the order of time.</param>
internal sealed record TermsEntry(int Index, long Sequence, List<DatedTerms> Dated)
{
    public void Write(ref ByteWriter writer)
    {
        writer.WriteVarint((ulong)Index);
        writer.WriteSigned(Sequence);
        writer.WriteVarint((ulong)Dated.Count);
        foreach (var (fromMs, terms) in Dated)
        {
            writer.WriteSigned(fromMs);
            terms.Write(ref writer);
        }
    }

    public static TermsEntry Read(ref ByteReader reader)
    {
        var entry = new TermsEntry((int)reader.ReadVarint(), reader.ReadSigned(), []);
        for (var left = reader.ReadCount(); left > 0; left--) entry.Dated.Add(new DatedTerms(reader.ReadSigned(), Terms.Read(ref reader)));
        return entry;
    }
}
