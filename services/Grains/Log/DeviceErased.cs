using SmartSectors.Telemetry.Binary;

namespace SmartSectors.Grains.Log;

/// <summary>
/// An operator ordered that the raw readings of a device, measured in [from, until), be erased (personal data: Law
/// 91/2025). What they made stays.
/// </summary>
/// <param name="FromMs"><see cref="long.MinValue"/> for since ever.</param>
/// <param name="UntilMs">No later than what the device has stored when the order is received.</param>
/// <param name="By">Who ordered it, by the name of the key.</param>
public readonly record struct DeviceErased(uint Device, long FromMs, long UntilMs, string By, string Reason)
{
    public void Write(ref ByteWriter writer)
    {
        writer.WriteVarint(Device);
        writer.WriteSigned(FromMs);
        writer.WriteSigned(UntilMs);
        writer.WriteString(By);
        writer.WriteString(Reason);
    }

    public static DeviceErased Read(ref ByteReader reader) =>
        new((uint)reader.ReadVarint(), reader.ReadSigned(), reader.ReadSigned(), reader.ReadString(), reader.ReadString());
}
