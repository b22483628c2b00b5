using System.Diagnostics.Metrics;

namespace SmartSectors.Grains.Partitions;

/// <summary>What the partitions measure of themselves.</summary>
internal static class PartitionInstruments
{
    private static readonly Meter s_meter = new("SmartSectors.Grains");

    public static readonly Counter<long> DecidedAtOnce = s_meter.CreateCounter<long>(
        "smartsectors.readings.disorder.at_once", description: "Readings out of order that were decided from the newest ones of their series.");

    public static readonly Counter<long> DecidedFromStore = s_meter.CreateCounter<long>(
        "smartsectors.readings.disorder.from_store", description: "Readings out of order, or sent again, that were decided from stored ones.");

    /// <summary>Windows, the late batch and, where it is due, the commit: so long do the live readings of its worker wait.</summary>
    public static readonly Histogram<double> TickSeconds = s_meter.CreateHistogram<double>(
        "smartsectors.partition.tick.duration", "s", "Time of a partition's tick, its commit included.");
}
