using FsCheck;
using FsCheck.Fluent;
using SmartSectors.Storage.Retention;
using SmartSectors.Telemetry.Cells;

namespace SmartSectors.Storage.Tests.Retention;

public sealed class DiskPolicyTests
{
    private const long Midnight = 1_795_194_000_000;

    [Fact]
    public void Within_the_budget_nothing_goes_and_past_it_the_oldest_days_go_until_there_is_room() => Prop.ForAll(
        Gen.Choose(0, 100_000).ToArbitrary(),
        seed =>
        {
            var random = new Random(seed);
            var budget = random.Next(100, 2_000);
            var disk = new Model(random, random.Next(0, 80));
            var policy = new DiskPolicy(budget);
            var horizon = new DiskHorizon();
            for (var look = 0; look < 400; look++)
            {
                if (random.Next(3) == 0) disk.Add(random.Next(1, 12));
                var (before, readingsFrom, minutesFrom) = (disk.Used, horizon.ReadingsFromMs, horizon.MinutesFromMs);
                policy.Decide(disk.Look(), horizon);

                // It moves when it must, a day at most, never back and never past the floor; minutes when no day of readings is left.
                Assert.InRange(horizon.ReadingsFromMs, readingsFrom, Model.ReadingsFloorMs);
                Assert.InRange(horizon.MinutesFromMs, minutesFrom, Model.MinutesFloorMs);
                if (before <= budget * 0.95) Assert.Equal((readingsFrom, minutesFrom), (horizon.ReadingsFromMs, horizon.MinutesFromMs));
                if (horizon.MinutesFromMs > minutesFrom) Assert.True(disk.OldestReadingsMs is not { } oldest || oldest >= Model.ReadingsFloorMs);
                if (policy.IsExhausted) Assert.True(before > budget && !disk.HasOld, $"seed {seed}");
                disk.Drop(horizon);
            }

            for (var look = 0; look < 400 && disk.Used > budget && disk.HasOld; look++)
            {
                policy.Decide(disk.Look(), horizon);
                disk.Drop(horizon);
            }

            return disk.Used <= budget || !disk.HasOld;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void It_does_not_begin_anew_before_the_budget_is_reached_again()
    {
        var policy = new DiskPolicy(1_000);
        var horizon = new DiskHorizon();
        DiskLook Used(long bytes, int oldest) => new(bytes, Day(oldest), null, Day(90), Day(52), Day(60));
        policy.Decide(Used(1_001, 0), horizon);
        Assert.Equal(Day(1), horizon.ReadingsFromMs);
        policy.Decide(Used(980, 1), horizon); // below the budget, and not enough
        Assert.Equal(Day(2), horizon.ReadingsFromMs);
        policy.Decide(Used(950, 2), horizon);
        policy.Decide(Used(999, 2), horizon);
        policy.Decide(Used(1_000, 2), horizon);
        Assert.Equal(Day(2), horizon.ReadingsFromMs);
        policy.Decide(Used(1_001, 2), horizon);
        Assert.Equal(Day(3), horizon.ReadingsFromMs);
    }

    [Fact]
    public void A_partition_that_stands_still_holds_the_others_up_for_a_while_only()
    {
        var policy = new DiskPolicy(1_000);
        var horizon = new DiskHorizon();
        for (var look = 0; look < 12; look++) policy.Decide(new DiskLook(2_000, Day(0), null, Day(90), Day(52), Day(60)), horizon);
        Assert.Equal(Day(2), horizon.ReadingsFromMs);
    }

    private static long Day(int day) => Midnight + (day * WindowCalendar.DayMs);

    // Days of some bytes each, of readings and of minutes; the newest is day 90.
    private sealed class Model(Random random, int days)
    {
        private readonly SortedDictionary<int, int> _readings = new(Enumerable.Range(90 - days, days).ToDictionary(day => day, _ => random.Next(1, 60)));
        private readonly SortedDictionary<int, int> _minutes = new(Enumerable.Range(90 - days, days).ToDictionary(day => day, _ => random.Next(1, 20)));
        private int _other = 20;

        public int Used => _readings.Values.Sum() + _minutes.Values.Sum() + _other;

        public static long ReadingsFloorMs { get; } = Day(52);

        public static long MinutesFloorMs { get; } = Day(60);

        public long? OldestReadingsMs => _readings.Count > 0 ? Day(_readings.Keys.First()) : null;

        public bool HasOld => _readings.Keys.Any(day => day < 52) || _minutes.Keys.Any(day => day < 60);

        public void Add(int bytes) => _other += bytes;

        public DiskLook Look() => new(
            Used, OldestReadingsMs, _minutes.Count > 0 ? Day(_minutes.Keys.First()) : null, Day(90), ReadingsFloorMs, MinutesFloorMs);

        public void Drop(DiskHorizon horizon)
        {
            foreach (var day in _readings.Keys.Where(day => Day(day) < horizon.ReadingsFromMs).ToList()) _readings.Remove(day);
            foreach (var day in _minutes.Keys.Where(day => Day(day) < horizon.MinutesFromMs).ToList()) _minutes.Remove(day);
        }
    }
}
