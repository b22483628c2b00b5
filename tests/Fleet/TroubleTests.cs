using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using SmartSectors.Fleet.Layout;
using SmartSectors.Fleet.Paced;
using SmartSectors.Fleet.Trouble;
using SmartSectors.Telemetry.Areas;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Fleet.Tests;

public class TroubleTests
{
    private const long StartMs = 1_732_212_345_123;

    private static readonly TroubleOptions s_plenty =
        new() { Duplicates = 0.15, Disorder = 0.15, Gaps = 0.1, Malformed = 0.25, Satellite = 0.2 };

    private static readonly TroubleOptions s_broken = s_plenty
        .WithShare(FaultKind.Stuck, 0.2).WithShare(FaultKind.Drift, 0.2).WithShare(FaultKind.Spike, 0.2).WithShare(FaultKind.Range, 0.2)
        .WithShare(FaultKind.Silence, 0.1).WithShare(FaultKind.ClockDrift, 0.3).WithShare(FaultKind.ClockJump, 0.3);

    [Fact]
    public void The_expected_ledger_is_what_a_decoding_and_deduplicating_sink_sees() => Check(s_plenty, samples: 60, stepMs: 1_000);

    [Fact]
    public void The_expected_ledger_is_right_also_when_sensors_and_clocks_fail() => Check(s_broken, samples: 100, stepMs: 600_000);

    private static void Check(TroubleOptions trouble, int samples, long stepMs) =>
        Prop.ForAll(Gen.Choose(1, 1_000_000).ToArbitrary(), seed =>
        {
            var expected = new ExpectedLedger();
            var seen = new MiniatureLedger();
            var messages = 0;
            foreach (var (device, bodies, timeMs) in Run(seed, trouble, expected, devices: 30, samples, stepMs))
            {
                foreach (var body in bodies) seen.Take(device, body, timeMs);
                messages += bodies.Count;
            }

            Assert.Equal(expected.Stored, seen.Stored);
            Assert.Equal(expected.Duplicates, seen.Duplicates);
            Assert.Equal(
                expected.Rejected.OrderBy(entry => entry.Key), seen.Rejected.OrderBy(entry => entry.Key));
            Assert.Equal(expected.Messages, messages);
            Assert.Equal(expected.Received, seen.Stored + seen.Duplicates + seen.Rejected.Values.Sum());
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(30));

    [Fact]
    public void Every_kind_of_trouble_occurs()
    {
        var expected = new ExpectedLedger();
        foreach (var _ in Run(seed: 1, s_plenty, expected, devices: 60, samples: 200)) { }

        Assert.Equal(
            ["malformed", "unknown_indicator", "nested", "not_finite", "impossible_time", "future"],
            expected.Rejected.Keys.Order().Select(Telemetry.Readings.RejectReasons.Code));
        Assert.True(expected.GapMessages > 0 && expected.LateMessages > 0 && expected.SatelliteBursts > 0);
    }

    [Theory]
    [InlineData("gaps")]
    [InlineData("disorder")]
    public void Trouble_comes_about_as_often_as_asked_for(string kind)
    {
        Assert.True(TroubleOptions.TryParse(kind + "=5%", out var trouble, out _));
        var expected = new ExpectedLedger();
        foreach (var _ in Run(seed: 1, trouble, expected, devices: 100, samples: 400)) { }

        Assert.InRange((expected.GapMessages + expected.LateMessages) / (100 * 400.0), 0.04, 0.06);
    }

    [Fact]
    public void Without_trouble_every_sample_is_one_whole_message_in_order()
    {
        var expected = new ExpectedLedger();
        var last = new Dictionary<string, long>();
        foreach (var (device, bodies, timeMs) in Run(seed: 5, TroubleOptions.None, expected, devices: 20, samples: 50))
        {
            if (bodies.Count == 0) continue; // the flush at the end
            using var body = JsonDocument.Parse(Assert.Single(bodies));
            var ts = body.RootElement.GetProperty("ts").GetInt64();
            Assert.True(ts > last.GetValueOrDefault(device.Device.Id));
            last[device.Device.Id] = ts;
            Assert.Equal(
                device.Channels.Select(channel => channel.Key),
                body.RootElement.GetProperty("values").EnumerateObject().Select(value => value.Name));
        }
        Assert.Equal(20 * 50, expected.Messages);
        Assert.Empty(expected.Rejected);
        Assert.Equal(0, expected.Duplicates);
    }

    [Fact]
    public void Times_increase_also_when_the_clock_stands_still()
    {
        var device = Devices(seed: 1, 1)[0];
        var feed = new DeviceFeed(device, TroubleOptions.None, new ExpectedLedger());
        var bodies = new List<byte[]>();
        for (var i = 0; i < 5; i++) feed.Next(StartMs, bodies);

        Assert.Equal(
            Enumerable.Range(0, 5).Select(i => StartMs + i),
            bodies.Select(body => JsonDocument.Parse(body).RootElement.GetProperty("ts").GetInt64()));
    }

    [Fact]
    public void The_same_seed_meets_the_same_trouble()
    {
        List<string> Bodies(long seed) =>
            [.. Run(seed, s_plenty, new ExpectedLedger(), 20, 40).SelectMany(step => step.Bodies).Select(Encoding.UTF8.GetString)];

        Assert.Equal(Bodies(3), Bodies(3));
        Assert.NotEqual(Bodies(3), Bodies(4));
    }

    [Fact]
    public void A_satellite_site_delivers_hours_late_in_arrays()
    {
        var all = new TroubleOptions { Satellite = 1 };
        foreach (var (_, bodies, timeMs) in Run(seed: 2, all, new ExpectedLedger(), devices: 10, samples: 100))
        {
            foreach (var body in bodies)
            {
                using var array = JsonDocument.Parse(body);
                Assert.InRange(array.RootElement.GetArrayLength(), 1, DeviceFeed.LongestBurst);
                Assert.All(array.RootElement.EnumerateArray(), sample =>
                    Assert.InRange(timeMs - sample.GetProperty("ts").GetInt64(), 3_600_000, 7 * 3_600_000));
            }
        }
    }

    [Theory]
    [InlineData("all", 0.01, 0.05)]
    [InlineData("duplicates=3%", 0.03, 0)]
    [InlineData("duplicates=0.5, satellite=10%", 0.5, 0.1)]
    [InlineData("all,satellite=0,duplicates=2.5%", 0.025, 0)]
    public void Rates_are_read_in_percent_or_as_shares(string text, double duplicates, double satellite)
    {
        Assert.True(TroubleOptions.TryParse(text, out var options, out _));
        Assert.Equal((duplicates, satellite), (options.Duplicates, options.Satellite));
    }

    [Fact]
    public void Every_wrong_part_is_named()
    {
        Assert.False(TroubleOptions.TryParse("noise=1%,gaps,duplicates=x,disorder=1%,stuck=1%:6,spike=x", out _, out var errors));
        Assert.Equal(5, errors.Count);
    }

    /// <summary>All samples of all devices, one a step each, and what is sent at each; the flush comes at the end.</summary>
    private static IEnumerable<(SimulatedDevice Device, List<byte[]> Bodies, long TimeMs)> Run(
        long seed, TroubleOptions trouble, ExpectedLedger ledger, int devices, int samples, long stepMs = 1_000)
    {
        foreach (var device in Devices(seed, devices))
        {
            var feed = new DeviceFeed(device, trouble, ledger);
            for (var i = 0; i < samples; i++)
            {
                var bodies = new List<byte[]>();
                feed.Next(StartMs + i * stepMs, bodies);
                yield return (device, bodies, StartMs + i * stepMs);
            }
            var last = new List<byte[]>();
            feed.Flush(last);
            yield return (device, last, StartMs + samples * stepMs);
        }
    }

    private static IReadOnlyList<SimulatedDevice> Devices(long seed, int count) =>
        FleetLayout.Build([Sector.Agriculture, Sector.Transport, Sector.Health], count, seed, AreaCatalog.Load()).Devices;
}
