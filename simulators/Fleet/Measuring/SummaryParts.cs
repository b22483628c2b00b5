using System.Globalization;
using SmartSectors.Mqtt;

namespace SmartSectors.Fleet.Measuring;

/// <summary>The parts of a summary that both modes have.</summary>
internal static class SummaryParts
{
    public static PubackLatency Latency(LatencyHistogram histogram) => histogram.Count == 0
        ? new PubackLatency(null, null, null, null)
        : new PubackLatency(
            histogram.Percentile(50).TotalMilliseconds, histogram.Percentile(99).TotalMilliseconds,
            histogram.Percentile(99.9).TotalMilliseconds, histogram.Max.TotalMilliseconds);

    public static IReadOnlyDictionary<string, long> Refused(IReadOnlyDictionary<byte, long> byReason) =>
        byReason.ToDictionary(
            entry => string.Create(CultureInfo.InvariantCulture, $"0x{entry.Key:X2}"), entry => entry.Value);
}
