using FsCheck;
using FsCheck.Fluent;
using SmartSectors.Fleet.Layout;
using SmartSectors.Fleet.Signals;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Fleet.Tests;

public class SignalTests
{
    private static readonly SchemeCatalog s_schemes = SchemeCatalog.Load();

    // 2026-01-01T00:00 in Vietnam, and a year from there.
    private static readonly long s_newYearMs = DateTimeOffset.Parse("2026-01-01T00:00:00+07:00", null).ToUnixTimeMilliseconds();
    private const long YearMs = 365 * LocalTime.DayMs;

    public static TheoryData<string> AllProfiles =>
        [.. Profiles().Select(profile => profile.Profile.Code)];

    [Theory]
    [MemberData(nameof(AllProfiles))]
    public void Values_stay_inside_the_suspect_spans(string code)
    {
        var (sector, profile) = Profiles().Single(entry => entry.Profile.Code == code);
        var moments = Gen.Choose(0, 1_000_000).Zip(Gen.Choose(1, 3_600)).Zip(Gen.Choose(9, 23))
            .Select(draw => (Seed: draw.Item1.Item1, Seconds: draw.Item1.Item2, Latitude: draw.Item2));

        Prop.ForAll(moments.ToArbitrary(), draw =>
        {
            var seed = new Seed((ulong)draw.Seed).With(draw.Seconds);
            var timeMs = s_newYearMs + (long)(seed.Unit * YearMs);
            foreach (var channel in profile.Channels(new Weather(seed.With(1), draw.Latitude), seed.With(2), seed.With(3)))
            {
                Assert.True(s_schemes.TryGet(sector, channel.Indicator, out var indicator), channel.Indicator);
                var value = channel.Measure(new Moment(timeMs, draw.Seconds * 1_000L));
                Assert.True(indicator.SuspectSpan.Contains(value), $"{channel.Indicator} = {value} at {timeMs}");
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3_000));
    }

    [Fact]
    public void All_indicators_of_all_sectors_are_measured()
    {
        var measured = Profiles()
            .SelectMany(entry => entry.Profile.Channels(new Weather(new Seed(1), 10), new Seed(1), new Seed(2))
                .Select(channel => (entry.Sector, channel.Indicator)))
            .ToHashSet();

        var missing = s_schemes.Schemes
            .SelectMany(scheme => scheme.Indicators)
            .Where(indicator => indicator.DerivedFrom is null && !measured.Contains((indicator.Sector, indicator.Code)))
            .Select(indicator => indicator.Code);

        Assert.Empty(missing);
    }

    [Fact]
    public void A_device_keeps_the_shortest_nominal_period_of_its_indicators()
    {
        foreach (var (sector, profile) in Profiles())
        {
            var periods = profile.Channels(new Weather(new Seed(1), 10), new Seed(1), new Seed(2))
                .Select(channel => s_schemes.TryGet(sector, channel.Indicator, out var indicator) ? indicator.Period : default)
                .Where(period => period > TimeSpan.Zero) // event driven
                .ToList();
            if (periods.Count > 0) Assert.Equal((profile.Code, periods.Min()), (profile.Code, profile.Period));
        }
    }

    [Fact]
    public void A_signal_is_a_function_of_seed_and_time_alone()
    {
        foreach (var (_, profile) in Profiles())
        {
            var one = profile.Channels(new Weather(new Seed(1), 10), new Seed(2), new Seed(3));
            var other = profile.Channels(new Weather(new Seed(1), 10), new Seed(2), new Seed(3));
            for (var hour = 0; hour < 48; hour++)
            {
                // The other one is asked backwards.
                var moment = new Moment(s_newYearMs + hour * LocalTime.HourMs, 60_000);
                var late = new Moment(s_newYearMs + (47 - hour) * LocalTime.HourMs, 60_000);
                _ = other.Select(channel => channel.Measure(late)).ToList();
                Assert.Equal(one.Select(channel => channel.Measure(moment)), other.Select(channel => channel.Measure(moment)));
            }
        }
    }

    [Fact]
    public void Salinity_follows_the_tide_and_its_springs_and_neaps()
    {
        var signal = new TidalSalinity(new Seed(4));
        var start = s_newYearMs + 80 * LocalTime.DayMs; // the high season
        var daily = Enumerable.Range(0, 180).Select(day => Samples(signal, start + day * LocalTime.DayMs)).ToList();
        var ranges = daily.Select(values => Math.Log(values.Max() / values.Min())).ToList(); // free of the season
        var wetSeason = Samples(signal, s_newYearMs + 260 * LocalTime.DayMs);

        // Two high waters on many days and one on others, spring tides that are much larger than neaps, and a flushed river in September.
        Assert.InRange(daily.Sum(Peaks), 1.3 * daily.Count, 2 * daily.Count);
        Assert.True(ranges.Max() > 1.5 * ranges.Min(), $"{ranges.Min()} to {ranges.Max()}");
        Assert.True(wetSeason.Max() < daily[0].Max() / 3);
    }

    [Fact]
    public void Soil_gets_wetter_with_irrigation_and_dries_between()
    {
        // The dry season of the south, so hardly any rain.
        var signal = new SoilMoisture(new Weather(new Seed(2), 10), new Seed(5));
        var changes = Enumerable.Range(0, 20 * 24)
            .Select(hour => s_newYearMs + hour * LocalTime.HourMs)
            .Select(timeMs => signal.At(timeMs + LocalTime.HourMs) - signal.At(timeMs)).ToList();

        Assert.InRange(changes.Count(change => change > 2), 4, 14);
        Assert.True(changes.Count(change => change < 0) > 0.85 * changes.Count);
    }

    [Fact]
    public void Pond_oxygen_is_lowest_before_dawn_and_highest_in_the_afternoon()
    {
        var signal = new PondOxygen(new Seed(9));
        var hours = Enumerable.Range(0, 24).MaxBy(hour => signal.At(new Moment(s_newYearMs + hour * LocalTime.HourMs, 0)));
        var lowest = Enumerable.Range(0, 24).MinBy(hour => signal.At(new Moment(s_newYearMs + hour * LocalTime.HourMs, 0)));

        Assert.InRange(hours, 13, 18);
        Assert.InRange(lowest, 1, 6);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(24)]
    public void Counters_add_up_whatever_the_interval(int parts)
    {
        var day = s_newYearMs + 200 * LocalTime.DayMs;
        ISignal[] counters =
            [new TippingBucket(new Weather(new Seed(3), 21)), new TollCount(new Seed(4)), new DoorOpenings(new DoorSchedule(new Seed(5)))];

        foreach (var counter in counters)
        {
            var whole = counter.At(new Moment(day + LocalTime.DayMs, LocalTime.DayMs));
            var length = LocalTime.DayMs / parts;
            var sum = Enumerable.Range(1, parts).Sum(part => counter.At(
                new Moment(part == parts ? day + LocalTime.DayMs : day + part * length,
                    part == parts ? LocalTime.DayMs - (parts - 1) * length : length)));
            Assert.Equal(whole, sum, precision: 6);
        }
    }

    [Fact]
    public void Most_refrigerators_keep_between_2_and_8_degrees_and_one_in_thirty_does_not()
    {
        var broken = 0;
        for (var i = 0; i < 600; i++)
        {
            var seed = new Seed((ulong)i).With(1);
            var box = new ColdBox(seed, new DoorSchedule(seed.With(99)), setPoint: 4.8, room: 28);
            var values = Enumerable.Range(0, 24 * 12).Select(n => box.At(new Moment(s_newYearMs + n * 5 * LocalTime.MinuteMs, 0)));
            if (values.Count(value => value > 8) > 12) broken++;
        }

        Assert.InRange(broken, 8, 36);
    }

    [Fact]
    public void A_bus_stops_at_its_stops_and_rests_at_night()
    {
        var line = new BusLine(new Seed(11));
        var speed = new BusSpeed(line);
        double At(double hour, int second) =>
            speed.At(new Moment(s_newYearMs + (long)(hour * LocalTime.HourMs) + second * 1_000, 0));

        var morning = Enumerable.Range(0, 3_600).Select(second => At(8, second)).ToList();
        Assert.Contains(morning, value => value > 24);
        Assert.InRange(morning.Count(value => value == 0), 300, 2_400);
        Assert.All(Enumerable.Range(0, 3_600), second => Assert.Equal(0, At(2, second)));
    }

    private static List<double> Samples(TidalSalinity signal, long startMs) =>
        [.. Enumerable.Range(0, 24 * 6).Select(n => signal.At(new Moment(startMs + n * 10 * LocalTime.MinuteMs, 0)))];

    private static int Peaks(List<double> values) =>
        Enumerable.Range(1, values.Count - 2).Count(i => values[i] > values[i - 1] && values[i] >= values[i + 1]);

    private static IEnumerable<(Sector Sector, DeviceProfile Profile)> Profiles() =>
    [
        .. AgricultureProfiles.All.Select(profile => (Sector.Agriculture, profile)),
        .. TransportProfiles.All.Select(profile => (Sector.Transport, profile)),
        .. HealthProfiles.All.Select(profile => (Sector.Health, profile)),
        .. EnergyProfiles.All.Select(profile => (Sector.Energy, profile)),
        .. ManufacturingProfiles.All.Select(profile => (Sector.Manufacturing, profile)),
        .. CommerceProfiles.All.Select(profile => (Sector.Commerce, profile)),
    ];
}
