using SmartSectors.Telemetry.Binary;
using SmartSectors.Telemetry.Places;

namespace SmartSectors.Grains.Devices;

/// <summary>Where a device was last, kept only of devices that say so.</summary>
/// <param name="TimeMs">When it was there.</param>
/// <param name="Position">Always a possible one.</param>
/// <param name="ChangedAt">Where it was when its attribution changed last; null when that was never.</param>
internal readonly record struct LastPlace(long TimeMs, Position Position, Position? ChangedAt)
{
    public void Write(ref ByteWriter writer)
    {
        writer.WriteSigned(TimeMs);
        Write(ref writer, Position);
        writer.WriteByte(ChangedAt is null ? (byte)0 : (byte)1);
        if (ChangedAt is { } there) Write(ref writer, there);
    }

    public static LastPlace Read(ref ByteReader reader) =>
        new(reader.ReadSigned(), ReadPosition(ref reader), reader.ReadByte() == 0 ? null : ReadPosition(ref reader));

    private static void Write(ref ByteWriter writer, Position position)
    {
        writer.WriteDouble(position.Latitude);
        writer.WriteDouble(position.Longitude);
    }

    private static Position ReadPosition(ref ByteReader reader) => new(reader.ReadDouble(), reader.ReadDouble());
}
