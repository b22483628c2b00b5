using SmartSectors.Grains.Partitions;
using SmartSectors.Telemetry.Quality;
using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Storage.Tests.Readings;

/// <summary>Series of every kind that the codecs must bear, in time order.</summary>
internal static class RandomReadings
{
    private static readonly double[] s_oddValues =
    [
        0.0, -0.0, double.Epsilon, -double.Epsilon, double.MaxValue, double.MinValue, 2.2250738585072014e-308, 0.1 + 0.2, 1e15,
        9007199254740992, 9007199254740994, double.PositiveInfinity, double.NaN,
    ];

    public static StoredReading[] Next(Random random, int count)
    {
        var kind = random.Next(5);
        var regular = random.Next(2) == 0;
        var step = random.NextInt64(1, 4_000_000);
        var flagged = random.Next(3) == 0;
        var time = random.Next(8) == 0 ? long.MinValue / 4 : random.NextInt64(0, 2_000_000_000_000);
        var walk = (double)random.Next(-1000, 1000);

        var readings = new StoredReading[count];
        for (var i = 0; i < count; i++)
        {
            time += regular && random.Next(20) > 0 ? step : random.NextInt64(1, random.Next(30) == 0 ? 1L << 50 : 100_000);
            walk += random.Next(-1, 2);
            var value = kind switch
            {
                0 => walk / 10,
                1 => Math.Round(random.NextDouble() * 100, random.Next(0, 7)),
                2 => random.NextDouble() * Math.Pow(10, random.Next(-300, 300)),
                3 => BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue)),
                _ => s_oddValues[random.Next(s_oddValues.Length)],
            };
            var findings = flagged && random.Next(4) == 0 ? new QualityFlags((uint)random.Next(1, 1 << 24)) : default;
            readings[i] = new StoredReading(time, value, flagged ? (ReadingFlag)random.Next(1, 5) : ReadingFlag.Pass, findings);
        }

        return readings;
    }

    /// <summary>Bit for bit: −0 is not 0, and a NaN is itself.</summary>
    public static IEnumerable<(long, long, ReadingFlag, uint)> Bits(IEnumerable<StoredReading> readings) =>
        readings.Select(reading => (reading.TimeMs, BitConverter.DoubleToInt64Bits(reading.Value), reading.Flag, reading.Findings.Bits));

    public static void ForSeeds(int count, Action<Random> prove)
    {
        for (var seed = 1; seed <= count; seed++)
        {
            try
            {
                prove(new Random(seed));
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"Seed {seed}: {exception.Message}", exception);
            }
        }
    }
}
