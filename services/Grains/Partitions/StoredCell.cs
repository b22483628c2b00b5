using SmartSectors.Telemetry.Binary;
using SmartSectors.Telemetry.Cells;

namespace SmartSectors.Grains.Partitions;

/// <summary>A published cell as it is stored: its standing and its content.</summary>
/// <param name="Revision">0 until a late change after closing makes it 1, 2, …</param>
/// <param name="IsFinal">The window is closed.</param>
public readonly record struct StoredCell(int Revision, bool IsFinal, Cell Content)
{
    /// <summary>Revision and finality in one number.</summary>
    public ulong Standing => ((ulong)Revision << 1) | (IsFinal ? 1UL : 0);

    public static StoredCell Of(ulong standing, Cell content) => new((int)(standing >> 1), (standing & 1) != 0, content);

    public void Write(ref ByteWriter writer)
    {
        writer.WriteVarint(Standing);
        CellCodec.Write(ref writer, Content);
    }

    /// <summary>True of a stored cell that was revised after its window closed.</summary>
    public static bool IsRevised(ReadOnlySpan<byte> bytes)
    {
        var reader = new ByteReader(bytes);
        return reader.ReadVarint() > 1; // the revision, and one bit for whether it is final
    }

    public static StoredCell Read(ReadOnlySpan<byte> bytes)
    {
        var reader = new ByteReader(bytes);
        var standing = reader.ReadVarint();
        return Of(standing, CellCodec.Read(ref reader));
    }
}
