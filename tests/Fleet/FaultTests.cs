using SmartSectors.Fleet.Layout;
using SmartSectors.Fleet.Signals;
using SmartSectors.Fleet.Trouble;
using SmartSectors.Telemetry.Areas;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Fleet.Tests;

/// <summary>Faults of sensors, links and clocks, against the same devices without them.</summary>
public class FaultTests
{
    private static readonly long s_startMs = new DateTimeOffset(2026, 6, 10, 0, 0, 0, TimeSpan.FromHours(7)).ToUnixTimeMilliseconds();

    private sealed record Reading(SimulatedDevice Device, Channel Channel, Indicator Indicator, long TrueMs, long StampMs, double Truth, double Shown);

    [Fact]
    public void Every_reading_that_was_changed_is_in_the_record()
    {
        var (readings, injected) = Run(s_mixed);

        var changed = readings.Where(reading => reading.Shown != reading.Truth).ToList();
        Assert.True(changed.Count > 1_000);
        Assert.All(changed, reading => Assert.Contains(injected[reading.Device.Device.Id], fault => Covers(fault, reading)));

        var single = readings.ToLookup(reading => (reading.Device.Device.Id, reading.Channel.Indicator, reading.StampMs));
        var spikes = injected.SelectMany(entry => entry.Value).Where(fault => fault.Kind == "spike").ToList();
        Assert.True(spikes.Count > 20);
        Assert.All(spikes, spike =>
        {
            var reading = Assert.Single(single[(spike.Device, spike.Indicator!, spike.FromMs)]);
            var drift = injected[spike.Device].Exists(fault => fault.Kind == "drift" && Covers(fault, reading));
            if (!drift) Assert.Equal(spike.Amount, reading.Shown - reading.Truth, precision: 6);
            Assert.True(reading.Indicator.SuspectSpan.Contains(reading.Shown));
        });
    }

    [Fact]
    public void A_stuck_sensor_repeats_its_last_value()
    {
        var (readings, injected) = Run(TroubleOptions.None.WithShare(FaultKind.Stuck, 0.2));

        foreach (var series in readings.GroupBy(reading => (reading.Device.Device.Id, reading.Channel.Indicator)))
        {
            var inOrder = series.ToList();
            foreach (var stuck in injected.GetValueOrDefault(series.Key.Id, []).Where(fault => fault.Indicator == series.Key.Indicator))
            {
                var first = inOrder.FindIndex(reading => reading.StampMs == stuck.FromMs);
                var last = inOrder.FindIndex(reading => reading.StampMs == stuck.ToMs);
                var held = inOrder[Math.Max(0, first - 1)].Shown;
                Assert.Equal(stuck.Readings, last - first + 1);
                Assert.Equal(held, stuck.Amount);
                Assert.All(inOrder[first..(last + 1)], reading => Assert.Equal(held, reading.Shown));
            }
        }
    }

    [Fact]
    public void A_sensor_out_of_range_is_outside_the_suspect_span_and_a_healthy_one_never()
    {
        var (readings, injected) = Run(TroubleOptions.None.WithShare(FaultKind.Range, 0.05));

        Assert.All(readings, reading => Assert.Equal(
            injected.GetValueOrDefault(reading.Device.Device.Id, []).Exists(fault => Covers(fault, reading)),
            !reading.Indicator.SuspectSpan.Contains(reading.Shown)));
    }

    [Fact]
    public void A_silence_has_no_reading_and_lasts_as_long_as_asked_for()
    {
        var size = TimeSpan.FromHours(3);
        var (readings, injected) = Run(TroubleOptions.None with { Silence = new FaultOptions(0.1, size.TotalSeconds) });

        var silences = injected.SelectMany(entry => entry.Value).ToList();
        Assert.NotEmpty(silences);
        foreach (var silence in silences)
        {
            Assert.InRange(TimeSpan.FromMilliseconds(silence.ToMs - silence.FromMs), TimeSpan.Zero, 1.5 * size);
            Assert.DoesNotContain(readings, reading =>
                reading.Device.Device.Id == silence.Device && reading.StampMs >= silence.FromMs && reading.StampMs <= silence.ToMs);
        }
    }

    [Fact]
    public void Clocks_are_off_by_what_the_record_says_and_never_stamp_a_time_twice()
    {
        var (readings, injected) = Run(TroubleOptions.None.WithShare(FaultKind.ClockJump, 0.2).WithShare(FaultKind.ClockDrift, 0.2));

        foreach (var device in readings.GroupBy(reading => reading.Device.Device.Id))
        {
            var first = device.GroupBy(reading => reading.Channel.Indicator).First().ToList();
            Assert.Equal(first.Count, first.Select(reading => reading.StampMs).Distinct().Count());
            Assert.All(first.Where(reading => reading.StampMs != reading.TrueMs), reading =>
                Assert.Contains(injected[device.Key], fault => fault.FromMs <= reading.StampMs && fault.ToMs >= reading.StampMs));
        }

        var jumps = injected.SelectMany(entry => entry.Value).Where(fault => fault.Kind == "clock-jump").ToList();
        Assert.Contains(jumps, jump => jump.Amount > 0);
        Assert.Contains(jumps, jump => jump.Amount < 0);
        Assert.All(jumps, jump => Assert.InRange(Math.Abs(jump.Amount), 3_600 - 240, 3 * 3_600 + 240));
    }

    [Theory]
    [InlineData(FaultKind.Stuck, 0.05)]
    [InlineData(FaultKind.Spike, 0.01)]
    [InlineData(FaultKind.Range, 0.01)]
    [InlineData(FaultKind.Drift, 0.05)]
    public void Faults_come_about_as_often_as_asked_for(FaultKind kind, double share)
    {
        var (readings, injected) = Run(TroubleOptions.None.WithShare(kind, share));

        var affected = injected.SelectMany(entry => entry.Value).Sum(fault => fault.Readings);
        Assert.InRange(affected / (double)readings.Count, 0.7 * share, 1.3 * share);
    }

    [Theory]
    [InlineData("stuck", FaultKind.Stuck, 0.01, 43_200)]
    [InlineData("stuck=2%", FaultKind.Stuck, 0.02, 43_200)]
    [InlineData("silence=1%:90m", FaultKind.Silence, 0.01, 5_400)]
    [InlineData("spike=0.002:30%", FaultKind.Spike, 0.002, 0.3)]
    [InlineData("Clock-Jump=1%:1d", FaultKind.ClockJump, 0.01, 86_400)]
    [InlineData("sensors,drift=5%:0.5", FaultKind.Drift, 0.05, 0.5)]
    public void Faults_are_read_with_rate_and_size_or_their_defaults(string text, FaultKind kind, double share, double size)
    {
        Assert.True(TroubleOptions.TryParse(text, out var options, out _));
        Assert.Equal(new FaultOptions(share, size), options[kind]);
    }

    [Fact]
    public void Sensors_and_all_are_every_kind()
    {
        Assert.True(TroubleOptions.TryParse("all,sensors", out var options, out _));
        Assert.Equal(TroubleOptions.All.WithAllFaults(), options);
        Assert.All(Enum.GetValues<FaultKind>(), kind => Assert.True(options[kind].Share > 0));
        Assert.Empty(options.Validate());
    }

    private static readonly TroubleOptions s_mixed = TroubleOptions.None
        .WithShare(FaultKind.Stuck, 0.05).WithShare(FaultKind.Drift, 0.05).WithShare(FaultKind.Spike, 0.005).WithShare(FaultKind.Range, 0.01)
        .WithShare(FaultKind.Silence, 0.05).WithShare(FaultKind.ClockJump, 0.05);

    /// <summary>Two days of the delivered readings of a small fleet at its own period (five minutes at least), with the truth.</summary>
    private static (List<Reading> Readings, Dictionary<string, List<InjectedTrouble>> Injected) Run(TroubleOptions trouble)
    {
        var readings = new List<Reading>();
        var injected = new Dictionary<string, List<InjectedTrouble>>();
        foreach (var device in FleetLayout.Build(Enum.GetValues<Sector>(), 180, seed: 5, AreaCatalog.Load()).Devices)
        {
            var faults = new List<InjectedTrouble>();
            var troubled = new TroubledDevice(device, trouble, faults.Add);
            var stepMs = Math.Max(5 * LocalTime.MinuteMs, (long)device.Profile.Period.TotalMilliseconds);
            for (var timeMs = s_startMs; timeMs < s_startMs + 2 * LocalTime.DayMs; timeMs += stepMs)
            {
                var moment = new Moment(timeMs, stepMs);
                if (!troubled.TrySample(moment, out var sample)) continue;
                for (var i = 0; i < device.Channels.Count; i++)
                {
                    var channel = device.Channels[i];
                    Assert.True(SchemeCatalog.Load().TryGet(device.Site.Sector, channel.Indicator, out var indicator));
                    readings.Add(new Reading(device, channel, indicator, timeMs, sample.TimeMs, channel.Measure(moment), sample.Values[i]));
                }
            }
            troubled.End();
            if (faults.Count > 0) injected[device.Device.Id] = faults;
        }
        return (readings, injected);
    }

    private static bool Covers(InjectedTrouble fault, Reading reading) =>
        fault.Device == reading.Device.Device.Id && fault.Indicator == reading.Channel.Indicator
        && fault.FromMs <= reading.StampMs && fault.ToMs >= reading.StampMs;
}
