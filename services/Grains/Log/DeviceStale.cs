using SmartSectors.Telemetry.Binary;

namespace SmartSectors.Grains.Log;

/// <summary>A device's gateway said that the device is gone: it is silent from now on, until it is heard again.</summary>
public readonly record struct DeviceStale(uint Device)
{
    public void Write(ref ByteWriter writer) => writer.WriteVarint(Device);

    public static DeviceStale Read(ref ByteReader reader) => new((uint)reader.ReadVarint());
}
