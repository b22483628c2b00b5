using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Grains.Partitions;

/// <summary>The last reading of one indicator of a device.</summary>
public readonly record struct LatestRow(int Device, ushort Indicator, long TimeMs, double Value, ReadingFlag Flag);

/// <summary>A device of an answer: <paramref name="RowCount"/> rows from <paramref name="FirstRow"/> on are its own.</summary>
/// <param name="IsAsleep">Its rows are in its page of state.</param>
public readonly record struct LatestDevice(int Index, string Site, LinkPhase Link, bool IsAsleep, int FirstRow, int RowCount);

/// <summary>A partition's answer to a question for last readings.</summary>
public sealed class LatestOfDevices
{
    /// <summary>In the order of their places.</summary>
    public List<LatestDevice> Devices { get; } = [];

    public List<LatestRow> Rows { get; } = [];

    /// <summary>The device to go on from; null at the partition's end.</summary>
    public int? Next { get; internal set; }

    /// <summary>How many of the devices sleep.</summary>
    public int Asleep { get; internal set; }
}
