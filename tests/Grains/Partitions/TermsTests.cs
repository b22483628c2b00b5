using SmartSectors.Grains.Tests.Proofs;
using SmartSectors.Grains.Tests.Support;
using SmartSectors.Telemetry.Binary;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Devices;
using SmartSectors.Telemetry.Profiles;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Grains.Tests.Partitions;

public class TermsTests
{
    private const long MinuteMs = 60_000;
    private static readonly long s_noon = PartitionBench.NoonMs;

    [Fact]
    public void A_reading_weighs_what_its_device_did_at_its_moment_however_late_it_comes()
    {
        using var bench = new PartitionBench(5);
        bench.Begin(s_noon);
        bench.Say(s_noon, new Terms { Weight = 10 });
        bench.Receive(s_noon + 1, "AIR_TEMP", (s_noon - (10 * MinuteMs), 20));
        bench.Say(s_noon + 2, new Terms { Weight = 30 }, fromMs: s_noon - (60 * MinuteMs), sequence: 2); // not before what is stored
        bench.Receive(s_noon + 3, "AIR_TEMP", (s_noon - (5 * MinuteMs), 22));
        bench.Receive(s_noon + 4, "AIR_TEMP", (s_noon - (15 * MinuteMs), 24));
        bench.Tick(s_noon + (60 * MinuteMs));

        // 24 for five minutes and 20 for five by the weight 10; 22 for five by 30.
        var cell = Quarter(bench, "AIR_TEMP", s_noon - (15 * MinuteMs));
        Assert.Equal(((24 * 10) + (20 * 10) + (22 * 30)) / 50.0, OwnValue.Of(OwnState.HeldMean, cell, 15 * MinuteMs));
    }

    [Fact]
    public void All_of_a_device_told_again_changes_nothing_however_much_was_stored_meanwhile()
    {
        Assert.Equal([10.0, 15, 10], Means(again: false));
        Assert.Equal(Means(again: false), Means(again: true));

        // Two devices: one of terms that change, one that always weighs 10.
        static IEnumerable<double?> Means(bool again)
        {
            (Terms Terms, long FromMs)[] all =
            [
                (new() { Weight = 10 }, long.MinValue), (new() { Weight = 30 }, s_noon + (15 * MinuteMs)), (new() { Weight = 10 }, s_noon + (30 * MinuteMs)),
            ];
            using var bench = new PartitionBench(5);
            bench.Begin(s_noon);
            bench.Say(s_noon, new Terms { Weight = 10 }, device: 2);
            foreach (var (terms, from) in all) bench.Say(s_noon, terms, from);
            for (var minute = 0; minute < 60; minute += 5)
            {
                bench.Receive(s_noon + (minute * MinuteMs), "AIR_TEMP", (s_noon + (minute * MinuteMs), 20));
                bench.Receive(s_noon + (minute * MinuteMs), "AIR_TEMP", device: 2, (s_noon + (minute * MinuteMs), 0));
                if (!again) continue;
                foreach (var (terms, from) in all) bench.Say(s_noon + (minute * MinuteMs), terms, from, sequence: minute + 2);
            }

            bench.Tick(s_noon + (90 * MinuteMs));
            return [.. Enumerable.Range(0, 3).Select(quarter => OwnValue.Of(OwnState.HeldMean, Quarter(bench, "AIR_TEMP", s_noon + (quarter * 15 * MinuteMs)), 15 * MinuteMs))];
        }
    }

    [Fact]
    public void They_survive_a_crash_a_page_of_state_and_the_sleep_of_the_device()
    {
        using var bench = new PartitionBench(5);
        var terms = new Terms
        {
            Weight = 7,
            Parameters = ParameterSet.Of([new("limit", 50.5)]),
            Lateness = TimeSpan.FromHours(6),
            DeliveryWindows = [new DeliveryWindow(new TimeOnly(22, 30), new TimeOnly(1, 0))],
            JudgesReception = true,
        };
        bench.Begin(s_noon);
        bench.Say(s_noon, terms);
        bench.Receive(s_noon + 1, "AIR_TEMP", (s_noon, 20));
        _ = bench.Stored; // committed
        bench.Kill();
        Assert.Equal((bench.Device(1), terms), Assert.Single(bench.KnownTerms));

        for (var minute = 1; minute < 180; minute++)
        {
            bench.Receive(s_noon + (minute * MinuteMs), "AIR_TEMP", device: 2, (s_noon + (minute * MinuteMs), 21));
            _ = bench.Stored;
        }

        bench.Kill();
        Assert.Equal((bench.Device(1), terms), Assert.Single(bench.KnownTerms));
        bench.Receive(s_noon + (180 * MinuteMs), "AIR_TEMP", (s_noon + (180 * MinuteMs), 20));
        bench.Tick(s_noon + (210 * MinuteMs));
        var cell = Quarter(bench, "AIR_TEMP", s_noon + (180 * MinuteMs));
        Assert.Equal((7 + 1) * 15 * MinuteMs, cell.OwnWeight); // the other device's value holds yet
    }

    [Fact]
    public void An_answer_that_was_overtaken_on_its_way_does_not_count()
    {
        using var bench = new PartitionBench(5);
        bench.Begin(s_noon);
        bench.Say(s_noon, new Terms { Weight = 5 }, sequence: 9);
        bench.Say(s_noon + 1, new Terms { Weight = 3 }, sequence: 8);
        Assert.Equal(5, Assert.Single(bench.KnownTerms).Terms.Weight);
        bench.Say(s_noon + 2, Terms.None, sequence: 10);
        Assert.Empty(bench.KnownTerms);
    }

    [Fact]
    public void A_ratio_is_of_the_sums_that_its_inputs_brought_to_the_site_and_follows_late_readings()
    {
        using var bench = new PartitionBench(5);
        bench.Begin(s_noon);
        bench.Receive(s_noon + (11 * MinuteMs), "ENERGY_USED", (s_noon, 1_000), (s_noon + (10 * MinuteMs), 1_050));
        bench.Receive(s_noon + (11 * MinuteMs), "UNITS_MADE", device: 2, (s_noon, 10), (s_noon + (10 * MinuteMs), 30));
        bench.Receive(s_noon + (11 * MinuteMs), "ENERGY_PER_UNIT", (s_noon, 99));
        bench.Tick(s_noon + (30 * MinuteMs));
        Assert.Equal(2.5, Ratio(bench));

        // The counter had begun anew in between: 1,040 − 1,000, and 1,050 from nothing.
        bench.Receive(s_noon + (31 * MinuteMs), "ENERGY_USED", (s_noon + (5 * MinuteMs), 1_100));
        bench.Tick(s_noon + (60 * MinuteMs));
        Assert.Equal((100 + 1_050) / 20.0, Ratio(bench));
    }

    [Fact]
    public void A_speed_weighs_by_the_flow_that_held_at_its_moment_whichever_came_first()
    {
        using var bench = new PartitionBench(5);
        bench.Begin(s_noon);
        bench.Receive(s_noon + 1, "ROAD_SPEED", (s_noon, 30), (s_noon + (4 * MinuteMs), 60));
        bench.Receive(s_noon + 2, "TRAFFIC_FLOW", (s_noon, 600), (s_noon + (4 * MinuteMs), 1_200));
        bench.Tick(s_noon + (40 * MinuteMs));

        // 4 minutes at 30 km/h by 600, 11 at 60 by 1,200.
        var cell = Quarter(bench, "ROAD_SPEED", s_noon);
        Assert.Equal(((600 * 4) + (1_200 * 11)) / ((600 * 4 / 30.0) + (1_200 * 11 / 60.0)), OwnValue.Of(OwnState.Harmonic, cell, 15 * MinuteMs)!.Value, 9);
    }

    [Fact]
    public void Terms_of_a_later_format_are_refused_as_such()
    {
        var writer = new ByteWriter(16);
        new Terms { Weight = 3 }.Write(ref writer);
        var bytes = writer.Written.ToArray();
        bytes[0] = 2;
        Assert.Contains("format 2", Assert.Throws<InvalidDataException>(() => Read(bytes)).Message, StringComparison.Ordinal);

        static Terms Read(byte[] bytes)
        {
            var reader = new ByteReader(bytes);
            return Terms.Read(ref reader);
        }
    }

    private static double? Ratio(PartitionBench bench) => OwnValue.Of(OwnState.Ratio, Quarter(bench, "ENERGY_PER_UNIT", s_noon), 15 * MinuteMs);

    private static Cell Quarter(PartitionBench bench, string indicator, long startMs) =>
        Cells.Decode(bench.Stored.Cells[new NaiveKey(bench.Site(1), PartitionBench.Indicator(indicator).Number, Window.QuarterHour, startMs)].Content);
}
