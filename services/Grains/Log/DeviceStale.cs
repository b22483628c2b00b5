using SmartSectors.Telemetry.Binary;

namespace SmartSectors.Grains.Log;

/// <summary>A device's gateway said that the device is gone: it is silent from now on, until it is heard again.</summary>
/// <param name="IsBeforeSamples">
/// Until one of this block is enough: the gateway began anew and tells at once who is there. Else the device's samples of
/// the block are its last.
/// </param>
public readonly record struct DeviceStale(uint Device, bool IsBeforeSamples = false)
{
    public void Write(ref ByteWriter writer)
    {
        writer.WriteVarint(Device);
        if (IsBeforeSamples) writer.WriteByte(1); // of a version that had no such byte there is none
    }

    public static DeviceStale Read(ref ByteReader reader) => new((uint)reader.ReadVarint(), reader.Remaining > 0 && reader.ReadByte() == 1);
}
