using System.Collections.Immutable;
using SmartSectors.Telemetry.Binary;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Profiles;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Telemetry.Devices;

/// <summary>
/// What registration and profile say of a device that its readings do not: how much it counts, its own limits and how it
/// delivers. Most devices have <see cref="None"/>. Immutable; equal content is equal.
/// </summary>
public sealed record Terms
{
    /// <summary>A device of which nothing is said.</summary>
    public static Terms None { get; } = new();

    /// <summary>What it counts among the devices of an area: beds, customers, capacity. 1 to <see cref="DeviceFacts.LargestWeight"/>.</summary>
    public long Weight { get; init; } = 1;

    public ParameterSet Parameters { get; init; } = ParameterSet.Empty;

    /// <summary>How late its readings may come by design; null where its profile says nothing of it.</summary>
    public TimeSpan? Lateness { get; init; }

    /// <summary>When it delivers; empty for a source that is always connected.</summary>
    public ImmutableArray<DeliveryWindow> DeliveryWindows { get; init; } = [];

    /// <summary>The test of data reception is made of its readings: the source is always connected, so what is late is wrong.</summary>
    public bool JudgesReception { get; init; }

    private const byte Format = 1;
    private const ulong SecondsOfDay = 86_400;

    /// <summary>What an indicator's own value needs to know of the device.</summary>
    public DeviceFacts FactsFor(Indicator indicator) =>
        new(Weight, indicator.WarnLimit?.Parameter is { } name ? Parameters.Find(name) : null);

    public void Write(ref ByteWriter writer)
    {
        writer.WriteByte(Format);
        writer.WriteVarint((ulong)Weight);
        Parameters.Write(ref writer);
        writer.WriteVarint((ulong)(Lateness?.TotalSeconds ?? 0));
        writer.WriteVarint((ulong)DeliveryWindows.Length);
        foreach (var window in DeliveryWindows)
        {
            writer.WriteVarint((ulong)(window.From.Ticks / TimeSpan.TicksPerSecond));
            writer.WriteVarint((ulong)(window.To.Ticks / TimeSpan.TicksPerSecond));
        }

        writer.WriteByte(JudgesReception ? (byte)1 : (byte)0);
    }

    public static Terms Read(ref ByteReader reader)
    {
        var format = reader.ReadByte();
        if (format != Format) throw new InvalidDataException($"CORRUPT: terms of a device of format {format}; this version reads {Format}.");
        var weight = (long)reader.ReadVarint();
        var parameters = ParameterSet.Read(ref reader);
        var lateness = reader.ReadVarint();
        var windows = ImmutableArray.CreateBuilder<DeliveryWindow>();
        for (var left = reader.ReadCount(); left > 0; left--) windows.Add(new DeliveryWindow(ReadTime(ref reader), ReadTime(ref reader)));
        return new Terms
        {
            Weight = weight,
            Parameters = parameters,
            Lateness = lateness == 0 ? null : TimeSpan.FromSeconds(lateness),
            DeliveryWindows = windows.ToImmutable(),
            JudgesReception = reader.ReadByte() == 1,
        };
    }

    public bool Equals(Terms? other) =>
        other is not null && Weight == other.Weight && Parameters.Equals(other.Parameters) && Lateness == other.Lateness
        && JudgesReception == other.JudgesReception && DeliveryWindows.AsSpan().SequenceEqual(other.DeliveryWindows.AsSpan());

    public override int GetHashCode() => HashCode.Combine(Weight, Parameters, Lateness, DeliveryWindows.Length, JudgesReception);

    private static TimeOnly ReadTime(ref ByteReader reader) => reader.ReadVarint() is var seconds && seconds < SecondsOfDay
        ? new TimeOnly((long)seconds * TimeSpan.TicksPerSecond)
        : throw new InvalidDataException("CORRUPT: a time of day is beyond the day.");
}
