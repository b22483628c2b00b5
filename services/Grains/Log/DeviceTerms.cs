using SmartSectors.Telemetry.Binary;
using SmartSectors.Telemetry.Devices;

namespace SmartSectors.Grains.Log;

/// <summary>What registration and profile say of a device, from a moment on.</summary>
/// <param name="FromMs">
/// Readings measured from this moment on have these terms, but none up to the newest that the device has stored: what is
/// booked by a weight is never booked anew by another. <see cref="long.MinValue"/> for a device's first terms.
/// </param>
/// <param name="Sequence">
/// Of the registry's changes, when it was asked: two writers may pass each other on the way to the log, and the older
/// answer does not count then.
/// </param>
public readonly record struct DeviceTerms(uint Device, long FromMs, long Sequence, Terms Terms)
{
    public void Write(ref ByteWriter writer)
    {
        writer.WriteVarint(Device);
        writer.WriteSigned(FromMs);
        writer.WriteSigned(Sequence);
        Terms.Write(ref writer);
    }

    public static DeviceTerms Read(ref ByteReader reader) =>
        new((uint)reader.ReadVarint(), reader.ReadSigned(), reader.ReadSigned(), Terms.Read(ref reader));
}
