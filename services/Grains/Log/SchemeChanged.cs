using SmartSectors.Telemetry.Binary;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Grains.Log;

/// <summary>A sector has another scheme. All partitions have the record in one block, after the text was made durable.</summary>
/// <param name="Sha256">Of its text, by which it is kept: 64 lower-case hexadecimal digits.</param>
public readonly record struct SchemeChanged(Sector Sector, int Version, string Sha256)
{
    public void Write(ref ByteWriter writer)
    {
        writer.WriteByte((byte)Sector);
        writer.WriteVarint((ulong)Version);
        writer.WriteBytes(Convert.FromHexString(Sha256));
    }

    public static SchemeChanged Read(ref ByteReader reader) =>
        new((Sector)reader.ReadByte(), (int)reader.ReadVarint(), Convert.ToHexStringLower(reader.ReadBytes(32)));
}
