using SmartSectors.Telemetry.Binary;
using SmartSectors.Telemetry.Cells;

namespace SmartSectors.Grains.Partitions;

/// <summary>A published cell as it is stored: its standing and its content.</summary>
/// <param name="Revision">0 until a late change after closing makes it 1, 2, …</param>
/// <param name="IsFinal">The window is closed.</param>
public readonly record struct StoredCell(int Revision, bool IsFinal, Cell Content)
{
    public void Write(ref ByteWriter writer)
    {
        writer.WriteVarint(((ulong)Revision << 1) | (IsFinal ? 1UL : 0));
        CellCodec.Write(ref writer, Content);
    }

    public static StoredCell Read(ReadOnlySpan<byte> bytes)
    {
        var reader = new ByteReader(bytes);
        var standing = reader.ReadVarint();
        return new StoredCell((int)(standing >> 1), (standing & 1) != 0, CellCodec.Read(ref reader));
    }
}
