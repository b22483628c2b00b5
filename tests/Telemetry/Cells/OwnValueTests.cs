using System.Numerics;
using SmartSectors.Telemetry.Binary;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Readings;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Telemetry.Tests.Cells;

/// <summary>Each method of aggregation.md against a naive recomputation in big integers.</summary>
public class OwnValueTests
{
    private const long PeriodMs = 300_000;
    private const long WindowMs = 3_600_000;

    private static readonly Limit s_warn = ParseLimit("<10 or >=22.5");

    [Theory]
    [InlineData(DeviceMethod.Mean, AreaMethod.Mean, OwnState.HeldMean)]
    [InlineData(DeviceMethod.TimeWeightedMean, AreaMethod.Mean, OwnState.HeldMean)]
    [InlineData(DeviceMethod.Last, AreaMethod.Mean, OwnState.HeldMean)]
    [InlineData(DeviceMethod.Last, AreaMethod.WeightedMean, OwnState.HeldMean)]
    [InlineData(DeviceMethod.Mean, AreaMethod.Sum, OwnState.HeldSum)]
    [InlineData(DeviceMethod.TimeWeightedMean, AreaMethod.Sum, OwnState.HeldSum)]
    [InlineData(DeviceMethod.Sum, AreaMethod.Sum, OwnState.Sum)]
    [InlineData(DeviceMethod.CounterDelta, AreaMethod.Sum, OwnState.Counter)]
    [InlineData(DeviceMethod.Sum, AreaMethod.Mean, OwnState.SumMean)]
    [InlineData(DeviceMethod.Sum, AreaMethod.WeightedMean, OwnState.SumMean)]
    [InlineData(DeviceMethod.Max, AreaMethod.ShareBreach, OwnState.ShareBreach)]
    [InlineData(DeviceMethod.HarmonicMean, AreaMethod.HarmonicMean, OwnState.Harmonic)]
    [InlineData(DeviceMethod.Ratio, AreaMethod.Ratio, OwnState.Ratio)]
    [InlineData(DeviceMethod.Leq, AreaMethod.P95, OwnState.SlotP95)]
    [InlineData(DeviceMethod.Min, AreaMethod.P05, OwnState.SlotP05)]
    [InlineData(DeviceMethod.Max, AreaMethod.Max, OwnState.Max)]
    [InlineData(DeviceMethod.Last, AreaMethod.Min, OwnState.Min)]
    [InlineData(DeviceMethod.Last, AreaMethod.Last, OwnState.Last)]
    [InlineData(DeviceMethod.Ratio, AreaMethod.P95, OwnState.None)]
    [InlineData(DeviceMethod.Max, AreaMethod.Mean, OwnState.None)]
    public void Methods_ask_for_a_state(DeviceMethod device, AreaMethod area, OwnState state) =>
        Assert.Equal(state, OwnValue.StateOf(Indicator(device, area)));

    [Fact]
    public void Every_indicator_of_the_schemes_has_a_state() =>
        Assert.All(SchemeCatalog.Load().Schemes.SelectMany(scheme => scheme.Indicators), indicator =>
            Assert.NotEqual(OwnState.None, OwnValue.StateOf(indicator)));

    [Theory]
    [InlineData(DeviceMethod.TimeWeightedMean, AreaMethod.WeightedMean)]
    [InlineData(DeviceMethod.Mean, AreaMethod.Sum)]
    [InlineData(DeviceMethod.Mean, AreaMethod.ShareBreach)]
    [InlineData(DeviceMethod.HarmonicMean, AreaMethod.HarmonicMean)]
    public void Held_values_merge_to_the_exact_quotient(DeviceMethod device, AreaMethod area) => ForSeeds(random =>
    {
        var indicator = Indicator(device, area);
        var state = OwnValue.StateOf(indicator);
        var parts = new Parts(random);
        BigInteger numerator = 0, denominator = 0;

        foreach (var (facts, readings) in Devices(random, random.Next(0, 4)))
        {
            for (var i = 0; i < readings.Length; i++)
            {
                var (timeMs, value) = readings[i];
                var until = Math.Min(WindowMs, Math.Min(timeMs + (3 * PeriodMs), i + 1 < readings.Length ? readings[i + 1].TimeMs : long.MaxValue));
                var ms = Math.Max(0, until - timeMs);
                parts.AddInPieces(OwnRate.Of(state, indicator, value, facts), ms);

                BigInteger units = FixedPoint.From(value);
                var q = (BigInteger)FixedPoint.From(facts.PairedFlow ?? 1);
                var v = BigInteger.Max(units, 1_000_000);
                var (top, bottom) = state switch
                {
                    OwnState.HeldMean => (units * facts.Weight, (BigInteger)facts.Weight * 1_000_000),
                    OwnState.HeldSum => (units, BigInteger.Zero),
                    OwnState.ShareBreach => (value is < 10 or >= 22.5 ? 1 : 0, 1),
                    _ => (q * 1_000_000, Rounded(q * BigInteger.Pow(10, 12), v)),
                };
                numerator += top * ms;
                denominator += bottom * ms;
            }
        }

        var merged = parts.Merge();
        if (state is OwnState.HeldSum) denominator = merged.OwnWeight > 0 ? (BigInteger)WindowMs * 1_000_000 : 0;
        Assert.Equal(denominator == 0 ? null : ExactQuotient.Nearest(numerator, denominator), OwnValue.Of(state, merged, WindowMs));
    });

    [Fact]
    public void A_mean_of_sums_is_weighed() => ForSeeds(random =>
    {
        var indicator = Indicator(DeviceMethod.Sum, AreaMethod.WeightedMean);
        var parts = new Parts(random);
        BigInteger sum = 0, weight = 0;
        foreach (var (facts, readings) in Devices(random, 3))
        {
            foreach (var (_, value) in readings)
            {
                parts.Add(cell => cell.Add(value, ReadingFlag.Pass, 1));
                parts.Add(OwnIncrement.WeighedSum(value, facts).AddTo);
                parts.AddInPieces(OwnRate.Of(OwnState.SumMean, indicator, value, facts), PeriodMs);
                sum += (BigInteger)FixedPoint.From(value) * facts.Weight;
                weight += (BigInteger)facts.Weight * PeriodMs;
            }
        }

        Assert.Equal(weight == 0 ? null : ExactQuotient.Nearest(sum * WindowMs, weight * 1_000_000), OwnValue.Of(OwnState.SumMean, parts.Merge(), WindowMs));
    });

    [Fact]
    public void A_counter_adds_up_in_any_order_of_arrival() => ForSeeds(random =>
    {
        var parts = new Parts(random);
        var readings = Readings(random);
        var arrived = new SortedList<long, double>();
        foreach (var (timeMs, value) in readings.OrderBy(_ => random.Next()))
        {
            arrived.Add(timeMs, value);
            var at = arrived.IndexOfKey(timeMs);
            double? before = at > 0 ? arrived.GetValueAtIndex(at - 1) : null;
            double? after = at + 1 < arrived.Count ? arrived.GetValueAtIndex(at + 1) : null;
            if (before is { } from && after is { } to) parts.Add((-OwnIncrement.Counter(from, to)).AddTo);
            if (before is { } previous) parts.Add(OwnIncrement.Counter(previous, value).AddTo);
            if (after is { } next) parts.Add(OwnIncrement.Counter(value, next).AddTo);
        }

        BigInteger counted = 0;
        for (var i = 1; i < readings.Length; i++)
        {
            var isReset = readings[i].Value < readings[i - 1].Value;
            counted += FixedPoint.From(readings[i].Value) - (isReset ? 0 : FixedPoint.From(readings[i - 1].Value));
        }

        Assert.Equal(readings.Length < 2 ? null : ExactQuotient.Nearest(counted, 1_000_000), OwnValue.Of(OwnState.Counter, parts.Merge(), WindowMs));
    });

    [Fact]
    public void A_ratio_is_that_of_the_sums() => ForSeeds(random =>
    {
        var parts = new Parts(random);
        BigInteger numerator = 0, denominator = 0;
        for (var i = random.Next(0, 20); i > 0; i--)
        {
            var (over, under) = ((Int128)random.NextInt64(1_000_000_000_000), (Int128)random.NextInt64(1_000_000_000));
            parts.Add(OwnIncrement.Numerator(over).AddTo);
            parts.Add(OwnIncrement.Denominator(under).AddTo);
            (numerator, denominator) = (numerator + over, denominator + under);
        }

        Assert.Equal(denominator == 0 ? null : ExactQuotient.Nearest(numerator, denominator), OwnValue.Of(OwnState.Ratio, parts.Merge(), WindowMs));
    });

    [Fact]
    public void Events_in_breach_are_counted()
    {
        var cell = new Cell();
        var axle = Indicator(DeviceMethod.Max, AreaMethod.ShareBreach);
        foreach (var value in (double[])[15, 9, 23, 20]) OwnIncrement.BreachEvent(axle, value, DeviceFacts.None).AddTo(cell);
        Assert.Equal(0.5, OwnValue.Of(OwnState.ShareBreach, cell, WindowMs));
    }

    [Fact]
    public void A_device_without_the_parameter_of_its_limit_is_not_observed()
    {
        var truck = Indicator(DeviceMethod.Max, AreaMethod.ShareBreach) with { WarnLimit = ParseLimit(">set+2") };
        var cell = new Cell();
        OwnRate.Of(OwnState.ShareBreach, truck, 7, DeviceFacts.None).AddTo(cell, 100);
        Assert.Null(OwnValue.Of(OwnState.ShareBreach, cell, WindowMs));
        OwnRate.Of(OwnState.ShareBreach, truck, 7, new DeviceFacts(1, Parameter: 4)).AddTo(cell, 100);
        OwnRate.Of(OwnState.ShareBreach, truck, 7, new DeviceFacts(1, Parameter: 5)).AddTo(cell, 300);
        Assert.Equal(0.25, OwnValue.Of(OwnState.ShareBreach, cell, WindowMs));
    }

    [Fact]
    public void A_crawling_vehicle_counts_as_one_kilometre_an_hour()
    {
        var road = Indicator(DeviceMethod.HarmonicMean, AreaMethod.HarmonicMean);
        var cell = new Cell();
        OwnRate.Of(OwnState.Harmonic, road, 0, DeviceFacts.None).AddTo(cell, 1_000);
        OwnRate.Of(OwnState.Harmonic, road, 0.2, new DeviceFacts(1, PairedFlow: 500)).AddTo(cell, 1_000);
        Assert.Equal(1, OwnValue.Of(OwnState.Harmonic, cell, WindowMs));
    }

    [Theory]
    [InlineData(DeviceMethod.Mean, 0.95)]
    [InlineData(DeviceMethod.Max, 0.95)]
    [InlineData(DeviceMethod.Min, 0.05)]
    [InlineData(DeviceMethod.Last, 0.95)]
    [InlineData(DeviceMethod.Sum, 0.95)]
    [InlineData(DeviceMethod.Leq, 0.95)]
    [InlineData(DeviceMethod.P95, 0.05)]
    public void Percentiles_are_of_one_value_a_device_and_slot(DeviceMethod method, double q) => ForSeeds(random =>
    {
        var indicator = Indicator(method, q > 0.5 ? AreaMethod.P95 : AreaMethod.P05);
        var lengthMs = DeviceSlot.LengthMs(indicator);
        var parts = new Parts(random);
        var expected = new List<double>();
        foreach (var (_, readings) in Devices(random, random.Next(0, 5)))
        {
            foreach (var slot in readings.GroupBy(reading => Slots.Start(reading.TimeMs, lengthMs)))
            {
                // First some of the slot's readings, in no order; those that come later change its value.
                var arrived = slot.OrderBy(_ => random.Next()).ToList();
                double? before = null;
                foreach (var seen in (int[])[random.Next(arrived.Count + 1), arrived.Count])
                {
                    var gathered = new DeviceSlot();
                    foreach (var reading in arrived.Take(seen)) gathered.Add(method, reading.TimeMs, reading.Value);
                    var now = gathered.ValueBy(method);
                    var old = before;
                    parts.Add(cell => cell.ChangeDeviceSlot(old, now));
                    before = now;
                }

                expected.Add(Naive(method, [.. slot]));
            }
        }

        var merged = parts.Merge();
        var value = OwnValue.Of(OwnValue.StateOf(indicator), merged, WindowMs);
        if (expected.Count == 0)
        {
            Assert.Null(value);
            Assert.True(merged.IsEmpty);
            return;
        }

        expected.Sort();
        var exact = expected[(int)(q * (expected.Count - 1))];
        Assert.InRange(value!.Value, exact - (0.021 * Math.Abs(exact)) - 1e-5, exact + (0.021 * Math.Abs(exact)) + 1e-5);
    });

    [Fact]
    public void The_last_reading_is_the_sites_alone() => ForSeeds(random =>
    {
        var parts = new Parts(random, onlySameSite: true);
        var readings = Readings(random).Append((TimeMs: 5, Value: 1.0)).Append((5, 2.0)).ToArray();
        foreach (var (timeMs, value) in readings) parts.Add(cell => cell.NoteLast(timeMs, value));
        var site = parts.Merge();
        var commune = new Cell();
        commune.MergeChild(site);

        Assert.Equal(readings.OrderBy(reading => reading).Last().Value, OwnValue.Of(OwnState.Last, site, WindowMs));
        Assert.Null(OwnValue.Of(OwnState.Last, commune, WindowMs));
    });

    private static double Naive(DeviceMethod method, (long TimeMs, double Value)[] slot) => method switch
    {
        DeviceMethod.Mean => slot.Average(reading => reading.Value),
        DeviceMethod.Max => slot.Max(reading => reading.Value),
        DeviceMethod.Min => slot.Min(reading => reading.Value),
        DeviceMethod.Last => slot.MaxBy(reading => reading.TimeMs).Value,
        DeviceMethod.Sum => slot.Sum(reading => reading.Value),
        DeviceMethod.Leq => 10 * Math.Log10(slot.Average(reading => Math.Pow(10, Math.Clamp(reading.Value, -60, 180) / 10))),
        _ => slot.Select(reading => reading.Value).Order().ElementAt((int)(0.95 * (slot.Length - 1))),
    };

    private static BigInteger Rounded(BigInteger numerator, BigInteger denominator) => (numerator + (denominator / 2)) / denominator;

    private static IEnumerable<(DeviceFacts Facts, (long TimeMs, double Value)[] Readings)> Devices(Random random, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var facts = new DeviceFacts(random.Next(3) == 0 ? 1 : random.Next(1, 2_000), null, random.Next(2) == 0 ? null : random.Next(0, 20_000) / 10.0);
            yield return (facts, Readings(random));
        }
    }

    private static (long TimeMs, double Value)[] Readings(Random random)
    {
        var times = new SortedSet<long>();
        for (var i = random.Next(0, 30); i > 0; i--) times.Add(random.NextInt64(WindowMs));
        return [.. times.Select(timeMs => (timeMs, random.Next(5) == 0 ? random.NextDouble() * 40 : random.Next(0, 400) / 10.0))];
    }

    private static Indicator Indicator(DeviceMethod device, AreaMethod area) => new(
        9001, Sector.Transport, "TEST", "Thử", "Test", "1", "PURE_NUMB", new ValueSpan(0, 100), new ValueSpan(0, 100),
        TimeSpan.FromMilliseconds(PeriodMs), s_warn, null, device, area);

    private static Limit ParseLimit(string text) =>
        LimitText.TryParse(text, out var limit, out var error) ? limit : throw new ArgumentException(error);

    private static void ForSeeds(Action<Random> prove)
    {
        for (var seed = 1; seed <= 200; seed++)
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

    /// <summary>Cells that get a share each and are merged in any order and grouping, some from their stored form.</summary>
    private sealed class Parts
    {
        private readonly Random _random;
        private readonly bool _onlySameSite;
        private readonly List<Cell> _cells = [new(), new(), new(), new(), new()];

        public Parts(Random random, bool onlySameSite = false) => (_random, _onlySameSite) = (random, onlySameSite);

        public void Add(Action<Cell> contribution) => contribution(_cells[_random.Next(_cells.Count)]);

        /// <summary>A hold that is cut in two, and booked too long at first.</summary>
        public void AddInPieces(OwnRate rate, long ms)
        {
            var first = _random.NextInt64(ms + 1);
            Add(cell => rate.AddTo(cell, first));
            Add(cell => rate.AddTo(cell, ms - first + 1_000));
            Add(cell => rate.AddTo(cell, -1_000));
        }

        public Cell Merge()
        {
            var cells = _cells.ToList();
            while (cells.Count > 1)
            {
                var (into, from) = (_random.Next(cells.Count), _random.Next(cells.Count));
                if (into == from) continue;
                if (_onlySameSite || _random.Next(2) == 0) cells[into].MergeSameSite(cells[from]);
                else cells[into].MergeChild(cells[from]);
                cells.RemoveAt(from);
            }

            var reader = new ByteReader(CellCodec.Encode(cells[0]));
            return CellCodec.Read(ref reader);
        }
    }
}
