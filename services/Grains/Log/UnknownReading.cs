using SmartSectors.Telemetry.Binary;

namespace SmartSectors.Grains.Log;

/// <summary>What is kept of a reading of an unknown indicator, behind its <see cref="Rejected"/> record's other fields.</summary>
/// <param name="Name">As the message has it.</param>
/// <param name="Unit">As the message names it; empty where it does not.</param>
public readonly record struct UnknownReading(string Name, string Unit, long TimeMs, double Value)
{
    public static void Write(ref ByteWriter writer, ReadOnlySpan<byte> name, ReadOnlySpan<byte> unit, long timeMs, double value)
    {
        writer.WriteVarint((ulong)name.Length);
        writer.WriteBytes(name);
        writer.WriteVarint((ulong)unit.Length);
        writer.WriteBytes(unit);
        writer.WriteSigned(timeMs);
        writer.WriteDouble(value);
    }

    public static UnknownReading Read(ref ByteReader reader) =>
        new(reader.ReadString(), reader.ReadString(), reader.ReadSigned(), reader.ReadDouble());
}
