using System.Diagnostics.Metrics;

namespace SmartSectors.Storage.Log;

/// <summary>What the reading log measures of itself.</summary>
internal static class LogInstruments
{
    private static readonly Meter s_meter = new("SmartSectors.Storage");

    /// <summary>From the first byte written to the end of the fsync.</summary>
    public static readonly Histogram<double> CommitSeconds = s_meter.CreateHistogram<double>(
        "smartsectors.log.commit.duration", "s", "Time of one commit of the reading log, fsync included.");

    public static readonly Histogram<int> BlockBytes = s_meter.CreateHistogram<int>(
        "smartsectors.log.block.size", "By", "Size of the blocks of the reading log.");

    public static readonly Counter<long> Stalls = s_meter.CreateCounter<long>(
        "smartsectors.log.stalls", description: "Failed writes of the reading log, each tried again.");

    public static readonly Counter<long> BackfillWaits = s_meter.CreateCounter<long>(
        "smartsectors.log.backfill.waits", description: "Batches of backfill that waited until earlier ones were decided.");
}
