using System.Diagnostics.Metrics;

namespace SmartSectors.Reporting.Scheduling;

/// <summary>What the schedule measures of itself.</summary>
internal static class ReleaseInstruments
{
    private static readonly Meter s_meter = new("SmartSectors.Reporting");

    public static readonly Histogram<double> Seconds = s_meter.CreateHistogram<double>(
        "smartsectors.releases.duration", "s", "Time of making one scheduled release.");

    public static readonly Counter<long> Observations = s_meter.CreateCounter<long>(
        "smartsectors.releases.observations", description: "Observations of scheduled releases.");

    public static readonly Counter<long> Failures = s_meter.CreateCounter<long>(
        "smartsectors.releases.failures", description: "Scheduled releases that failed, each tried again.");
}
