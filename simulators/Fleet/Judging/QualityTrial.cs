using SmartSectors.Fleet.Layout;
using SmartSectors.Fleet.Signals;
using SmartSectors.Fleet.Trouble;
using SmartSectors.Telemetry.Areas;
using SmartSectors.Telemetry.Devices;
using SmartSectors.Telemetry.Quality;
using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Fleet.Judging;

/// <summary>
/// Simulates the fleets with injected trouble, lets the quality control judge every series in event-time order by its
/// scheme's rules, and compares what it flagged with what was injected. The same options give the same report.
/// </summary>
public static class QualityTrial
{
    private static readonly FaultKind[] s_slowKinds = [FaultKind.Drift, FaultKind.ClockDrift, FaultKind.ClockJump];

    /// <exception cref="ArgumentException">The trouble is wrong; the message has every error.</exception>
    public static QualityTrialReport Run(QualityTrialOptions options)
    {
        if (options.Trouble.Validate().ToList() is { Count: > 0 } errors)
        {
            throw new ArgumentException(string.Join(Environment.NewLine, errors), nameof(options));
        }

        var counts = new TrialCounts(s_slowKinds);
        var layout = FleetLayout.Build(options.Sectors, options.Devices, options.Seed, AreaCatalog.Load());
        foreach (var device in layout.Devices) Judge(device, options, counts);
        return counts.Report();
    }

    private static void Judge(SimulatedDevice device, QualityTrialOptions options, TrialCounts counts)
    {
        var injected = new List<InjectedTrouble>();
        var series = Simulate(device, options, injected);
        for (var i = 0; i < series.Length; i++)
        {
            var indicator = TroubledDevice.IndicatorOf(device, device.Channels[i]);
            var judged = new JudgedSeries(counts.ControlOf(indicator), indicator, series[i], injected);
            counts.Add(indicator, judged, series[i].Count);
        }
    }

    private static List<QualitySample>[] Simulate(SimulatedDevice device, QualityTrialOptions options, List<InjectedTrouble> injected)
    {
        var troubled = new TroubledDevice(device, options.Trouble, injected.Add);
        var series = device.Channels.Select(_ => new List<QualitySample>()).ToArray();
        var own = device.Channels.Select(channel =>
            ReceiptTests.Judge(TroubledDevice.IndicatorOf(device, channel).Quality, delayMs: 0, ReadingFlag.Unevaluated, DeviceCondition.Normal)).ToArray();

        var periodMs = (long)device.Profile.Period.TotalMilliseconds;
        var fromMs = options.From.ToUnixTimeMilliseconds();
        var endMs = fromMs + (long)options.Length.TotalMilliseconds;
        for (var timeMs = fromMs + (long)(device.Seed.With(-2).Unit * periodMs); timeMs < endMs; timeMs += periodMs)
        {
            if (!troubled.TrySample(new Moment(timeMs, periodMs), out var sample)) continue;
            for (var i = 0; i < series.Length; i++) series[i].Add(new QualitySample(sample.TimeMs, sample.Values[i], own[i]));
        }
        troubled.End();
        return series;
    }
}
