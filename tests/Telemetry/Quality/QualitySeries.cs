using FsCheck;
using FsCheck.Fluent;
using SmartSectors.Telemetry.Devices;
using SmartSectors.Telemetry.Quality;
using SmartSectors.Telemetry.Readings;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Telemetry.Tests.Quality;

/// <summary>Random series that run flat, spike, fall silent, leave their spans and have their device calibrated.</summary>
internal static class QualitySeries
{
    public const long StartMs = 1_790_000_000_000;
    private const int MinuteMs = 60_000;

    private static readonly Gen<double> s_values = Gen.Frequency(
        (12, Gen.Elements(20.0, 20.04, 20.06, 20.1)),
        (6, Gen.Choose(100, 300).Select(tenths => tenths / 10.0)),
        (1, Gen.Elements(-1.0, 101, 2, 90)));

    // In quarters of a period of ten minutes: reach is 12 of them, the gap 13 at least.
    private static readonly Gen<long> s_steps = Gen.Frequency(
        (12, Gen.Constant(4L)), (4, Gen.Choose(1, 12).Select(quarters => (long)quarters)), (1, Gen.Elements(12L, 13L, 48L, 49L, 200L)));

    private static readonly Gen<DeviceCondition> s_conditions = Gen.Frequency(
        (30, Gen.Constant(DeviceCondition.Normal)), (1, Gen.Elements(DeviceCondition.Calibrating, DeviceCondition.Error)));

    private static readonly Gen<long?> s_delays = Gen.Elements<long?>(0, 1_000, null, 7 * 3_600_000L);

    public static Gen<Indicator> Indicators { get; } =
        from spike in Gen.Elements<SpikeRule?>(null, new(SpikeMethod.Average, 1, 5), new(SpikeMethod.Differential, 1, null))
        from rate in Gen.Elements<RateRule?>(null, new(6, 30), new(12, null))
        from flat in Gen.Elements<FlatLineRule?>(null, new(0.1, TimeSpan.FromMinutes(40), TimeSpan.FromMinutes(95)), new(0.05, TimeSpan.FromMinutes(60), null))
        from attenuated in Gen.Elements<AttenuationRule?>(null, new(TimeSpan.FromMinutes(120), 0.3, 0.1), new(TimeSpan.FromMinutes(65), 0.2, null))
        from gap in Gen.Elements<AgeRule?>(null, new(TimeSpan.FromHours(2), null), new(TimeSpan.FromHours(1), TimeSpan.FromHours(4)))
        select Indicator(period: TimeSpan.FromMinutes(10)) with
        {
            Quality = new QualityRules
            {
                TimeGap = gap,
                DataReception = new(null, TimeSpan.FromHours(6)),
                Spike = spike,
                RateOfChange = rate,
                FlatLine = flat,
                AttenuatedSignal = attenuated,
                Climatology = new(new Season(9, 12, new ValueSpan(10, 25))),
            },
        };

    public static Gen<QualitySample[]> Series { get; } =
        from readings in (from step in s_steps from value in s_values from condition in s_conditions from delay in s_delays select (step, value, condition, delay)).ListOf()
        select Build(readings);

    public static Indicator Indicator(TimeSpan period) => new(
        9001, Sector.Agriculture, "TEST", "Thử", "Test", "Cel", "CEL", new ValueSpan(0, 100), new ValueSpan(5, 50), period,
        null, null, DeviceMethod.Mean, AreaMethod.Mean);

    public static QualitySample Sample(long timeMs, double value, DeviceCondition condition = DeviceCondition.Normal, long? delayMs = 0) =>
        new(timeMs, value, ReceiptTests.Judge(new QualityRules { DataReception = new(null, TimeSpan.FromHours(6)) }, delayMs, ReadingFlag.Unevaluated, condition));

    /// <summary>One reading each ten minutes.</summary>
    public static QualitySample[] Each10Minutes(params double[] values) =>
        [.. values.Select((value, i) => Sample(StartMs + (i * 10L * MinuteMs), value))];

    private static QualitySample[] Build(IEnumerable<(long Step, double Value, DeviceCondition Condition, long? Delay)> readings)
    {
        var series = new List<QualitySample>();
        var timeMs = StartMs;
        foreach (var (step, value, condition, delay) in readings)
        {
            timeMs += step * 10 * MinuteMs / 4;
            series.Add(Sample(timeMs, value, condition, delay));
        }

        return [.. series];
    }
}
