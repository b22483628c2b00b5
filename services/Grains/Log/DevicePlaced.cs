using SmartSectors.Telemetry.Binary;

namespace SmartSectors.Grains.Log;

/// <summary>
/// Where a device was when it measured a sample of the same block, which is flagged <see cref="SampleFlags.Placed"/>. Which
/// province that is was found by ingestion, with the boundaries of its version: a replay does not ask again.
/// </summary>
/// <param name="Shard">
/// The shard of the device's site for the province, in the device's partition, which this introduces; 0 where the position
/// says nothing of the attribution: at sea, abroad, impossible, or of a device that is attributed by its site.
/// </param>
/// <param name="Province">Its two digits; 0 where <paramref name="Shard"/> is.</param>
/// <param name="Latitude">Degrees as sent, possible or not; NaN where there is none.</param>
/// <param name="Longitude">The same.</param>
public readonly record struct DevicePlaced(uint Device, uint Shard, byte Province, long TimeMs, double Latitude, double Longitude)
{
    public void Write(ref ByteWriter writer)
    {
        writer.WriteVarint(Device);
        writer.WriteVarint(Shard);
        writer.WriteByte(Province);
        writer.WriteSigned(TimeMs);
        writer.WriteDouble(Latitude);
        writer.WriteDouble(Longitude);
    }

    public static DevicePlaced Read(ref ByteReader reader) =>
        new((uint)reader.ReadVarint(), (uint)reader.ReadVarint(), reader.ReadByte(), reader.ReadSigned(), reader.ReadDouble(), reader.ReadDouble());
}
