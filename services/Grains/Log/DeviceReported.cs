using SmartSectors.Telemetry.Binary;
using SmartSectors.Telemetry.Devices;

namespace SmartSectors.Grains.Log;

/// <summary>
/// The condition of a device over [from, until), by one source. Readings measured then are flagged by it, those that are
/// stored already as well; what a device says counts as its readings of that moment do.
/// </summary>
/// <param name="UntilMs"><see cref="long.MaxValue"/> for until the source says something else.</param>
public readonly record struct DeviceReported(uint Device, ConditionSource Source, DeviceCondition Condition, long FromMs, long UntilMs)
{
    public void Write(ref ByteWriter writer)
    {
        writer.WriteVarint(Device);
        writer.WriteByte((byte)Source);
        writer.WriteByte((byte)Condition);
        writer.WriteSigned(FromMs);
        writer.WriteSigned(UntilMs);
    }

    public static DeviceReported Read(ref ByteReader reader)
    {
        var device = (uint)reader.ReadVarint();
        var source = reader.ReadByte();
        if (source > (byte)ConditionSource.Operator) throw new InvalidDataException($"CORRUPT: a condition is told by {source}, whom this version does not know.");
        return new DeviceReported(device, (ConditionSource)source, ConditionTimeline.ReadCondition(ref reader), reader.ReadSigned(), reader.ReadSigned());
    }
}
