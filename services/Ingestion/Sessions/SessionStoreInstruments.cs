using System.Diagnostics.Metrics;

namespace SmartSectors.Ingestion.Sessions;

/// <summary>What the session store measures of itself.</summary>
internal static class SessionStoreInstruments
{
    private static readonly Meter s_meter = new("SmartSectors.Ingestion.Sessions");

    /// <summary>From the first row written to the end of the fsync.</summary>
    public static readonly Histogram<double> CommitSeconds = s_meter.CreateHistogram<double>(
        "smartsectors.sessions.commit.duration", "s", "Time of one commit of the MQTT sessions, fsync included.");

    public static readonly Histogram<int> CommitRows = s_meter.CreateHistogram<int>(
        "smartsectors.sessions.commit.rows", "{row}", "Rows written and removed by one commit of the MQTT sessions.");

    public static readonly Counter<long> Stalls = s_meter.CreateCounter<long>(
        "smartsectors.sessions.stalls", description: "Failed commits of the MQTT sessions, each tried again.");
}
