using System.Numerics;
using SmartSectors.Telemetry.Binary;
using SmartSectors.Telemetry.Quality.Criteria;
using SmartSectors.Telemetry.Readings;
using SmartSectors.Telemetry.Tests.Cells;

namespace SmartSectors.Telemetry.Tests.Quality;

public class CriteriaTests
{
    [Fact]
    public void Rolled_up_in_any_grouping_they_are_what_a_naive_recomputation_finds()
    {
        for (var seed = 1; seed <= 300; seed++)
        {
            var random = new Random(seed);
            var devices = Enumerable.Range(0, random.Next(0, 12)).Select(_ => Device.Of(random)).ToList();

            var areas = Enumerable.Range(0, 4).Select(_ => new AreaCriteria()).ToArray();
            foreach (var device in devices) areas[random.Next(areas.Length)].Add(device.InParts(random), device.IsAlive);
            random.Shuffle(areas);
            var nation = new AreaCriteria();
            foreach (var area in areas) nation.Merge(Stored(area));

            Assert.Equal(Weighted(devices, device => device.Flags.Count(flag => flag is ReadingFlag.Pass), device => device.Flags.Count(flag => flag is not ReadingFlag.Unevaluated)), nation.Correct);
            Assert.Equal(Weighted(devices.Where(device => device.Expected > 0), device => Math.Min(device.Received, device.Expected), device => device.Expected), nation.Complete);
            Assert.Equal(Weighted(devices, device => device.Flags.Count, device => device.Flags.Count + device.Refused), nation.Clean);
            var asked = devices.FindAll(device => device.IsAlive is not null);
            Assert.Equal(asked.Count == 0 ? null : (double)asked.Count(device => device.IsAlive is true) / asked.Count, nation.Live);
            Assert.Equal(((double?[])[nation.Correct, nation.Complete, nation.Clean, nation.Live]).Min(), nation.Minimum);
            Assert.Equal(devices.Sum(device => device.Expected), (long)nation.Expected);
        }
    }

    [Fact]
    public void Of_one_device_they_are_its_own_quotients()
    {
        var device = new DeviceCriteria { Expected = 4, Received = 3, Messages = 5, Accepted = 4 };
        foreach (var flag in (ReadingFlag[])[ReadingFlag.Pass, ReadingFlag.Unevaluated, ReadingFlag.Suspect, ReadingFlag.Pass]) device.Count(flag);
        device.Count(ReadingFlag.Pass, by: -1);
        device.Count(ReadingFlag.Fail);
        var criteria = new AreaCriteria();
        criteria.Add(device, isAlive: true);

        Assert.Equal((1.0 / 3, 0.75, 0.8, 1.0), (criteria.Correct!.Value, criteria.Complete, criteria.Clean, criteria.Live), new Within(1e-9));
        Assert.Equal(criteria.Correct, criteria.Minimum);
    }

    [Fact]
    public void A_silent_device_weighs_as_much_as_it_was_expected()
    {
        var criteria = new AreaCriteria();
        criteria.Add(new DeviceCriteria { Pass = 10, Judged = 10, Expected = 10, Received = 10, Messages = 10, Accepted = 10 }, true);
        criteria.Add(new DeviceCriteria { Expected = 30 }, false);
        Assert.Equal((1.0, 0.25, 1.0, 0.5, 0.25), (criteria.Correct, criteria.Complete, criteria.Clean, criteria.Live, criteria.Minimum));
    }

    [Fact]
    public void Without_a_denominator_there_is_no_criterion()
    {
        var criteria = new AreaCriteria();
        Assert.Equal((null, null, null, null, null), (criteria.Correct, criteria.Complete, criteria.Clean, criteria.Live, criteria.Minimum));
        criteria.Add(new DeviceCriteria { Messages = 4, Accepted = 1 }, null);
        Assert.Equal((null, null, 0.25, null, 0.25), (criteria.Correct, criteria.Complete, criteria.Clean, criteria.Live, criteria.Minimum));
    }

    [Fact]
    public void A_delay_below_zero_is_none_and_the_95th_percentile_is_within_a_hundredth()
    {
        var (one, other) = (new ReceiptDelays(), new ReceiptDelays());
        Assert.Null(one.P95);
        for (var i = 1; i <= 100; i++) (i % 2 == 0 ? one : other).Add(i * 1_000);
        one.Add(-5_000);
        one.Merge(other);
        Assert.Equal(101, one.Count);
        Assert.InRange(one.P95!.Value.TotalSeconds, 95 * 0.99, 95 * 1.01);
    }

    private static AreaCriteria Stored(AreaCriteria criteria)
    {
        var writer = new ByteWriter(64);
        criteria.Write(ref writer);
        var reader = new ByteReader(writer.Written);
        var read = AreaCriteria.Read(ref reader);
        Assert.Equal(criteria, read);
        Assert.Equal(0, reader.Remaining);
        return read;
    }

    // Σ weight · quotient ÷ Σ weight, each rounded to 10⁻⁹ once.
    private static double? Weighted(IEnumerable<Device> devices, Func<Device, long> part, Func<Device, long> whole)
    {
        BigInteger sum = 0, weights = 0;
        foreach (var device in devices.Where(device => whole(device) > 0))
        {
            var weight = Math.Max(1, device.Expected);
            sum += (((BigInteger)part(device) * weight * 1_000_000_000) + (whole(device) / 2)) / whole(device);
            weights += weight;
        }

        return weights == 0 ? null : ExactQuotient.Nearest(sum, weights * 1_000_000_000);
    }

    private sealed record Device(List<ReadingFlag> Flags, int Expected, int Received, int Refused, bool? IsAlive)
    {
        public static Device Of(Random random)
        {
            var expected = random.Next(4) == 0 ? 0 : random.Next(1, 100);
            return new Device(
                [.. Enumerable.Range(0, random.Next(0, 100)).Select(_ => (ReadingFlag)random.Next(1, 5))], expected,
                random.Next(0, expected + 1), random.Next(0, 5), expected == 0 ? null : random.Next(2) == 0);
        }

        /// <summary>Its counts, added up from parts of the period.</summary>
        public DeviceCriteria InParts(Random random)
        {
            var parts = new DeviceCriteria[3];
            foreach (var flag in Flags) parts[random.Next(3)].Count(flag);
            parts[0].Expected = Expected;
            parts[1].Received = Received;
            parts[2].Messages = Flags.Count + Refused;
            parts[random.Next(3)].Accepted += Flags.Count;
            var whole = new DeviceCriteria();
            foreach (var part in parts) whole.Merge(part);
            return whole;
        }
    }

    private sealed class Within(double tolerance) : IEqualityComparer<(double, double?, double?, double?)>
    {
        public bool Equals((double, double?, double?, double?) one, (double, double?, double?, double?) other) =>
            Math.Abs(one.Item1 - other.Item1) < tolerance && (one.Item2, one.Item3, one.Item4) == (other.Item2, other.Item3, other.Item4);

        public int GetHashCode((double, double?, double?, double?) value) => 0;
    }
}
