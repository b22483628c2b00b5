using SmartSectors.Grains.Partitions;
using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Benchmarks;

/// <summary>Series as sensors make them, the same in every run.</summary>
internal static class Walks
{
    /// <summary>Values of one decimal around 31, a step of at most a tenth.</summary>
    public static double[] Decimals(int count)
    {
        var random = new Random(1);
        var level = 312;
        return [.. Enumerable.Range(0, count).Select(_ => (level = Math.Clamp(level + random.Next(-1, 2), 200, 450)) / 10.0)];
    }

    /// <summary>The same, one every ten seconds.</summary>
    public static StoredReading[] TenSeconds(int count) =>
        [.. Decimals(count).Select((value, i) => new StoredReading(1_795_212_000_000 + (i * 10_000L), value, ReadingFlag.Pass))];
}
