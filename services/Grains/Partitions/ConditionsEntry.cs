using SmartSectors.Telemetry.Binary;
using SmartSectors.Telemetry.Devices;

namespace SmartSectors.Grains.Partitions;

/// <summary>The conditions of one device, as each source tells them, as a page or delta of state holds them.</summary>
internal sealed record ConditionsEntry(int Index, ConditionTimeline OfDevice, ConditionTimeline OfOperators)
{
    public ConditionsEntry(int index) : this(index, new ConditionTimeline(), new ConditionTimeline())
    {
    }

    public bool IsEmpty => OfDevice.IsEmpty && OfOperators.IsEmpty;

    public ConditionTimeline Of(ConditionSource source) => source is ConditionSource.Device ? OfDevice : OfOperators;

    /// <summary>Whose word counts at a moment: what operators say stands over what the device says, unless they say normal.</summary>
    public ConditionSource SourceAt(long timeMs) => OfOperators.At(timeMs).Excludes() ? ConditionSource.Operator : ConditionSource.Device;

    public DeviceCondition At(long timeMs) => Of(SourceAt(timeMs)).At(timeMs);

    /// <summary>The stretch around a moment over which neither source says anything else of what counts.</summary>
    public (long FromMs, long UntilMs) Around(long timeMs)
    {
        var byOperators = OfOperators.Around(timeMs);
        if (SourceAt(timeMs) is ConditionSource.Operator) return byOperators;
        var byDevice = OfDevice.Around(timeMs);
        return (Math.Max(byDevice.FromMs, byOperators.FromMs), Math.Min(byDevice.UntilMs, byOperators.UntilMs));
    }

    public void Write(ref ByteWriter writer)
    {
        writer.WriteVarint((ulong)Index);
        OfDevice.Write(ref writer);
        OfOperators.Write(ref writer);
    }

    public static ConditionsEntry Read(ref ByteReader reader) =>
        new((int)reader.ReadVarint(), ConditionTimeline.Read(ref reader), ConditionTimeline.Read(ref reader));
}
