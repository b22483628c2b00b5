using System.Numerics;
using SmartSectors.Telemetry.Binary;
using SmartSectors.Telemetry.Cells;
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

            var areas = Enumerable.Range(0, 4).Select(_ => new Cell()).ToArray();
            foreach (var device in devices) device.AddTo(areas[random.Next(areas.Length)].GatherCriteria());
            random.Shuffle(areas);
            var nation = new Cell();
            foreach (var area in areas) nation.MergeChild(Stored(area));

            var criteria = nation.GatherCriteria();
            Assert.Equal(Weighted(devices, device => device.Flags.Count(flag => flag is ReadingFlag.Pass), device => device.Flags.Count(flag => flag is not ReadingFlag.Unevaluated)), criteria.Correct.Quotient);
            Assert.Equal(Weighted(devices, device => device.Flags.Count, device => device.Flags.Count + device.Refused), criteria.Clean.Quotient);
            Assert.Equal((devices.Count, devices.Count(device => device.IsAlive)), (criteria.Asked, criteria.Alive));
            Assert.Equal(P95(devices.SelectMany(device => device.DelaysMs)), criteria.DelayP95);
        }
    }

    [Fact]
    public void What_was_said_of_readings_can_be_taken_back()
    {
        var cell = new Cell();
        cell.GatherCriteria().ChangeCorrect(default, new JudgedCount(2, 3), 7);
        cell.GatherCriteria().ChangeCorrect(new JudgedCount(2, 3), new JudgedCount(1, 3), 7);
        Assert.Equal(1.0 / 3, cell.Criteria!.Correct.Quotient!.Value, 9);

        cell.GatherCriteria().ChangeCorrect(new JudgedCount(1, 3), default, 7);
        Assert.True(cell.IsEmpty);
        Assert.Equal(CellCodec.Encode(new Cell()), CellCodec.Encode(cell));
    }

    [Fact]
    public void Judged_are_all_flags_but_unevaluated_and_a_flag_can_change()
    {
        var judged = default(JudgedCount);
        foreach (var flag in (ReadingFlag[])[ReadingFlag.Pass, ReadingFlag.Unevaluated, ReadingFlag.Suspect, ReadingFlag.Pass, ReadingFlag.Fail]) judged.Add(flag);
        Assert.Equal(new JudgedCount(2, 4), judged);
        judged.Remove(ReadingFlag.Pass);
        judged.Add(ReadingFlag.Fail);
        Assert.Equal(new JudgedCount(1, 4), judged);
    }

    [Fact]
    public void Without_a_denominator_there_is_no_criterion()
    {
        var criteria = new CellCriteria();
        criteria.ChangeCorrect(default, default, 5);
        criteria.AddReceived(0, 0, 5);
        Assert.True(criteria.IsEmpty);
        Assert.Equal((null, null, null), (criteria.Correct.Quotient, criteria.Clean.Quotient, criteria.DelayP95));
    }

    [Fact]
    public void Delays_under_a_second_are_none()
    {
        var criteria = new CellCriteria();
        criteria.AddPrompt(95);
        for (var i = 0; i < 4; i++) criteria.AddDelay(3_600_000);
        Assert.Equal(0, criteria.DelayP95);
        criteria.AddDelay(3_600_000);
        criteria.AddDelay(3_600_000);
        Assert.InRange(criteria.DelayP95!.Value, 3600 * 0.99, 3600 * 1.01);
    }

    private static Cell Stored(Cell cell)
    {
        var bytes = CellCodec.Encode(cell);
        var reader = new ByteReader(bytes);
        var read = CellCodec.Read(ref reader);
        Assert.Equal(0, reader.Remaining);
        Assert.Equal(bytes, CellCodec.Encode(read));
        return read;
    }

    // Σ weight · quotient ÷ Σ weight, each rounded to 10⁻⁹ once.
    private static double? Weighted(IEnumerable<Device> devices, Func<Device, long> part, Func<Device, long> whole)
    {
        BigInteger sum = 0, weights = 0;
        foreach (var device in devices.Where(device => whole(device) > 0))
        {
            sum += (((BigInteger)part(device) * device.Weight * 1_000_000_000) + (whole(device) / 2)) / whole(device);
            weights += device.Weight;
        }

        return weights == 0 ? null : ExactQuotient.Nearest(sum, weights * 1_000_000_000);
    }

    private static double? P95(IEnumerable<long> delaysMs)
    {
        var sorted = delaysMs.Order().ToList();
        if (sorted.Count == 0) return null;
        var delayMs = sorted[(int)(0.95 * (sorted.Count - 1))];
        return delayMs < 1000 ? 0 : QuantileSketch.ValueOf(QuantileSketch.KeyOf(delayMs / 1000.0));
    }

    private sealed record Device(List<ReadingFlag> Flags, List<long> DelaysMs, int Weight, int Refused, bool IsAlive)
    {
        public static Device Of(Random random)
        {
            var flags = Enumerable.Range(0, random.Next(0, 100)).Select(_ => (ReadingFlag)random.Next(1, 5)).ToList();
            return new Device(
                flags, [.. flags.Select(_ => random.Next(3) == 0 ? random.NextInt64(1_000, 100_000_000) : random.NextInt64(-5_000, 1_000))],
                random.Next(1, 100), random.Next(0, 5), random.Next(2) == 0);
        }

        public void AddTo(CellCriteria criteria)
        {
            var judged = default(JudgedCount);
            foreach (var flag in Flags)
            {
                var before = judged;
                judged.Add(flag);
                criteria.ChangeCorrect(before, judged, Weight);
            }

            criteria.AddReceived(Flags.Count, Flags.Count + Refused, Weight);
            criteria.AddAsked(1, IsAlive ? 1 : 0);
            criteria.AddPrompt(DelaysMs.Count(delayMs => delayMs < 1000));
            foreach (var delayMs in DelaysMs.Where(delayMs => delayMs >= 1000)) criteria.AddDelay(delayMs);
        }
    }
}
