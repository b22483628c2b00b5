using System.Globalization;
using SmartSectors.Mqtt;

namespace SmartSectors.Benchmarks.Brokers.Measuring;

/// <summary>Rows of "what: value" on the standard output, each as soon as it is known.</summary>
internal static class Report
{
    public static void Title(string title) => Console.WriteLine($"## {title}");

    public static void Row(string what, FormattableString value) =>
        Console.WriteLine($"{what,-44} {value.ToString(CultureInfo.InvariantCulture)}");

    public static void Latency(string what, LatencyHistogram latency)
    {
        if (latency.Count == 0) return;
        Row($"{what}, ms: p50 · p99 · p99.9 · max",
            $"{Ms(latency, 50):F2} · {Ms(latency, 99):F2} · {Ms(latency, 99.9):F2} · {latency.Max.TotalMilliseconds:F1}");
    }

    private static double Ms(LatencyHistogram latency, double percent) => latency.Percentile(percent).TotalMilliseconds;
}
