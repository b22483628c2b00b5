using FsCheck;
using FsCheck.Fluent;
using SmartSectors.Telemetry.Trips;

namespace SmartSectors.Telemetry.Tests.Trips;

public class TravelChangeTests
{
    private static readonly TravelRules s_rules = TravelRulesTests.Rules();

    // Some twenty readings within minutes, so that gaps, stops and holds are met on both sides.
    private static readonly Gen<VehicleReading[]> s_readings =
        from moments in Gen.Choose(0, 60).Select(ten => ten * 15_000L).ListOf()
        from speeds in Gen.Elements(0, 4.9, 5, 30, 50, 51, 90).ListOf(moments.Count)
        from limits in Gen.Frequency((4, Gen.Constant<double?>(50)), (1, Gen.Constant<double?>(null))).ListOf(moments.Count)
        select moments.Select((at, i) => s_rules.Read(at, speeds[i], limits[i])).DistinctBy(reading => reading.TimeMs).ToArray();

    [Fact]
    public void Readings_that_join_in_any_order_and_leave_again_book_what_their_order_of_time_says() =>
        Prop.ForAll(s_readings.ToArbitrary(), Gen.Choose(0, int.MaxValue).ToArbitrary(), (readings, seed) =>
        {
            var (known, booked, random) = (new List<VehicleReading>(), new Dictionary<long, TravelCounts>(), new Random(seed));
            foreach (var reading in readings)
            {
                Join(known, booked, reading);
                if (random.Next(3) == 0) Leave(known, booked, known[random.Next(known.Count)]);
            }

            var walk = new TravelWalk(s_rules);
            var expected = known.ToDictionary(reading => reading.TimeMs, walk.Next);
            return booked.Where(one => one.Value != default).OrderBy(one => one.Key).SequenceEqual(expected.OrderBy(one => one.Key));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3_000));

    private static void Join(List<VehicleReading> known, Dictionary<long, TravelCounts> booked, VehicleReading reading)
    {
        Book(known, booked, reading, isJoin: true);
        known.Add(reading);
        known.Sort((left, right) => left.TimeMs.CompareTo(right.TimeMs));
    }

    private static void Leave(List<VehicleReading> known, Dictionary<long, TravelCounts> booked, VehicleReading reading)
    {
        known.Remove(reading);
        Book(known, booked, reading, isJoin: false);
    }

    // What is a gap away need not be told.
    private static void Book(List<VehicleReading> others, Dictionary<long, TravelCounts> booked, VehicleReading reading, bool isJoin)
    {
        var near = others.Where(other => Math.Abs(other.TimeMs - reading.TimeMs) < s_rules.TripGapMs).ToList();
        var before = near.Where(other => other.TimeMs < reading.TimeMs).ToList();
        var after = near.Where(other => other.TimeMs > reading.TimeMs).ToList();
        long? movedBefore = before.FindLastIndex(other => other.IsMoving) is >= 0 and var left ? before[left].TimeMs : null;
        long? movedAfter = after.FindIndex(other => other.IsMoving) is >= 0 and var right ? after[right].TimeMs : null;
        VehicleReading? last = before.Count > 0 ? before[^1] : null;
        VehicleReading? next = after.Count > 0 ? after[0] : null;
        var change = TravelChange.Of(s_rules, reading, last, next, movedBefore, movedAfter);
        Add(reading.TimeMs, change.OfReading);
        if (next is { } one) Add(one.TimeMs, change.OfNext);
        if (movedAfter is { } moved) Add(moved, change.OfMoved);

        void Add(long timeMs, TravelCounts counts) => booked[timeMs] = booked.GetValueOrDefault(timeMs) + (isJoin ? counts : -counts);
    }
}
