using SmartSectors.Grains.Partitions;
using SmartSectors.Telemetry.Binary;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Storage.Partitions;

/// <summary>The change feed's stored form: the keys of the cells that a commit wrote.</summary>
internal static class FeedKeys
{
    public static void Write(ref ByteWriter writer, in CellKey key)
    {
        writer.WriteVarint(key.Indicator);
        writer.WriteByte((byte)key.Window);
        writer.WriteSigned(key.StartMs);
        writer.WriteVarint((ulong)key.Site);
    }

    public static CellKey Read(ref ByteReader reader) =>
        new((ushort)reader.ReadVarint(), (Window)reader.ReadByte(), reader.ReadSigned(), (int)reader.ReadVarint());
}
