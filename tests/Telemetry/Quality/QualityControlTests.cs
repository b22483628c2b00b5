using SmartSectors.Telemetry.Devices;
using SmartSectors.Telemetry.Places;
using SmartSectors.Telemetry.Quality;
using SmartSectors.Telemetry.Readings;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Telemetry.Tests.Quality;

public class QualityControlTests
{
    private const ReadingFlag Pass = ReadingFlag.Pass, Unevaluated = ReadingFlag.Unevaluated, Suspect = ReadingFlag.Suspect, Fail = ReadingFlag.Fail;
    private const int MinuteMs = 60_000;

    private static readonly QualityRules s_none = new();

    [Fact]
    public void An_average_spike_also_marks_its_neighbours_and_a_differential_one_stands_alone()
    {
        var series = QualitySeries.Each10Minutes(20, 20, 26, 20, 20);
        Assert.Equal([Unevaluated, Suspect, Fail, Suspect, Unevaluated], Results(s_none with { Spike = new(SpikeMethod.Average, 2, 5) }, series, QualityTest.Spike));
        Assert.Equal([Unevaluated, Pass, Fail, Pass, Unevaluated], Results(s_none with { Spike = new(SpikeMethod.Differential, 2, 5) }, series, QualityTest.Spike));
    }

    [Fact]
    public void A_step_is_no_differential_spike() =>
        Assert.Equal(
            [Unevaluated, Pass, Pass, Pass, Unevaluated],
            Results(s_none with { Spike = new(SpikeMethod.Differential, 2, 5) }, QualitySeries.Each10Minutes(20, 20, 30, 30, 30), QualityTest.Spike));

    [Fact]
    public void An_absurd_neighbour_leaves_spike_and_rate_unevaluated()
    {
        var rules = s_none with { Spike = new(SpikeMethod.Average, 2, 5), RateOfChange = new(10, 100) };
        var series = QualitySeries.Each10Minutes(20, 20, 5_000, 20, 20);
        Assert.Equal([Unevaluated, Unevaluated, Unevaluated, Unevaluated, Unevaluated], Results(rules, series, QualityTest.Spike));
        Assert.Equal([Unevaluated, Pass, Unevaluated, Unevaluated, Pass], Results(rules, series, QualityTest.RateOfChange));
        Assert.Equal([Pass, Pass, Fail, Pass, Pass], Flags(rules, series).Select(flags => flags.Aggregate));
    }

    [Fact]
    public void A_change_within_a_period_is_judged_as_one_of_a_period() =>
        Assert.Equal( // 5.9 and 6.1 in a second: so much an hour, for a period of ten minutes is a sixth of it
            [Unevaluated, Pass, Suspect],
            Results(
                s_none with { RateOfChange = new(36, null) },
                [
                    QualitySeries.Sample(QualitySeries.StartMs, 20),
                    QualitySeries.Sample(QualitySeries.StartMs + 1_000, 25.9),
                    QualitySeries.Sample(QualitySeries.StartMs + 2_000, 32),
                ],
                QualityTest.RateOfChange));

    [Fact]
    public void A_change_faster_than_the_limit_is_suspect_and_over_the_second_one_fails() =>
        Assert.Equal( // 6, 12.6 and 30.6 an hour
            [Unevaluated, Pass, Suspect, Fail],
            Results(s_none with { RateOfChange = new(6, 30) }, QualitySeries.Each10Minutes(20, 21, 23.1, 28.2), QualityTest.RateOfChange));

    [Fact]
    public void A_flat_line_is_suspect_and_then_fails_and_ends_with_a_change() =>
        Assert.Equal(
            [Unevaluated, Pass, Pass, Suspect, Suspect, Fail, Fail, Pass, Pass],
            Results(
                s_none with { FlatLine = new(0.1, TimeSpan.FromMinutes(30), TimeSpan.FromMinutes(50)) },
                QualitySeries.Each10Minutes(20.01, 20.02, 20.01, 20.04, 20.01, 20.02, 20.01, 21, 21),
                QualityTest.FlatLine));

    [Fact]
    public void A_slow_drift_is_no_flat_line() =>
        Assert.DoesNotContain(
            Suspect,
            Results(
                s_none with { FlatLine = new(0.1, TimeSpan.FromMinutes(60), null) },
                QualitySeries.Each10Minutes([.. Enumerable.Range(0, 100).Select(i => 20 + (i * 0.02))]),
                QualityTest.FlatLine));

    [Fact]
    public void A_silence_is_no_flat_line()
    {
        QualitySample[] series = [.. QualitySeries.Each10Minutes(20, 20), .. QualitySeries.Each10Minutes(20, 20).Select(sample => sample with { TimeMs = sample.TimeMs + (300 * MinuteMs) })];
        var rules = s_none with { FlatLine = new(0.1, TimeSpan.FromMinutes(60), null), TimeGap = QualityDefaults.Gap(TimeSpan.FromMinutes(10)) };
        Assert.Equal([Unevaluated, Pass, Unevaluated, Pass], Results(rules, series, QualityTest.FlatLine));
        Assert.Equal([Unevaluated, Pass, Suspect, Pass], Results(rules, series, QualityTest.TimeGap));
    }

    [Fact]
    public void Little_variation_over_a_long_time_is_attenuated()
    {
        var series = QualitySeries.Each10Minutes([.. Enumerable.Range(0, 9).Select(i => 20.1 + (i % 2 * 0.05))]);
        var rules = s_none with { AttenuatedSignal = new(TimeSpan.FromMinutes(60), 0.4, 0.02) };
        Assert.Equal([Unevaluated, Pass, Pass, Pass, Pass, Pass, Suspect, Suspect, Suspect], Results(rules, series, QualityTest.AttenuatedSignal));
        Assert.Equal(Fail, Results(rules, QualitySeries.Each10Minutes(20, 20, 20, 20, 20, 20, 20), QualityTest.AttenuatedSignal)[^1]);
    }

    [Fact]
    public void A_month_that_no_season_names_has_no_climatology()
    {
        var rules = s_none with { Climatology = new(new Season(11, 2, new ValueSpan(10, 25))) };
        ReadingFlag At(int month, double value) => Results(
            rules, [QualitySeries.Sample(new DateTimeOffset(2026, month, 1, 0, 0, 0, TimeSpan.FromHours(7)).ToUnixTimeMilliseconds(), value)], QualityTest.Climatology)[0];

        Assert.Equal((Suspect, Suspect, Unevaluated), (At(11, 30), At(2, 30), At(3, 30)));
        Assert.Equal((Pass, Pass, Unevaluated), (At(12, 25), At(1, 10), At(10, 12)));
    }

    [Fact]
    public void A_device_that_is_calibrated_excludes_its_value_and_its_neighbours_have_none_there()
    {
        var series = QualitySeries.Each10Minutes(20, 20, 20, 20);
        series[1] = QualitySeries.Sample(series[1].TimeMs, 40, DeviceCondition.Calibrating);
        var flags = Flags(s_none with { Spike = new(SpikeMethod.Average, 2, 5), RateOfChange = new(10, null) }, series);
        Assert.Equal([Pass, Fail, Pass, Pass], flags.Select(flag => flag.Aggregate));
        Assert.Equal(Fail, flags[1][QualityTest.DeviceCondition]);
        Assert.Equal([Unevaluated, Unevaluated, Unevaluated, Pass], flags.Select(flag => flag[QualityTest.RateOfChange]));
    }

    [Theory]
    [InlineData(0L, Pass)]
    [InlineData(-300_000L, Pass)] // a clock ahead is not lateness
    [InlineData(21_600_000L, Pass)]
    [InlineData(21_600_001L, Fail)]
    [InlineData(null, Unevaluated)] // a satellite's
    public void Data_received_too_late_fail_unless_their_profile_delivers_late(long? delayMs, ReadingFlag expected) =>
        Assert.Equal(
            expected,
            ReceiptTests.Judge(QualityDefaults.For(new ValueSpan(0, 1), TimeSpan.FromMinutes(1)), delayMs, Unevaluated, DeviceCondition.Normal)[QualityTest.DataReception]);

    [Theory]
    [InlineData(21.0, double.NaN, Fail)] // alone
    [InlineData(90.1, 105.8, Fail)]
    [InlineData(21.0, -180.1, Fail)]
    [InlineData(double.NaN, 105.8, Fail)]
    [InlineData(21.0, 105.8, Pass)]
    [InlineData(21.008, 105.8, Pass)]    // 890 m
    [InlineData(21.0, 105.81, Suspect)]  // 1,038 m
    public void A_position_is_judged_by_its_form_and_its_hop(double latitude, double longitude, ReadingFlag expected) =>
        Assert.Equal(expected, LocationTest.Judge(new Position(latitude, longitude), new Position(21, 105.8), 1_000));

    [Fact]
    public void Without_a_position_or_a_limit_nothing_is_said()
    {
        Assert.Equal(Unevaluated, LocationTest.Judge(null, new Position(21, 105.8), 1_000));
        Assert.Equal(Pass, LocationTest.Judge(new Position(10, 105.8), new Position(21, 105.8), hopMetres: null));
        Assert.Equal(Pass, LocationTest.Judge(new Position(10, 105.8), previous: null, 1_000));
    }

    [Fact]
    public void Event_driven_indicators_have_no_gap()
    {
        var rules = QualityDefaults.For(new ValueSpan(0, 1), TimeSpan.Zero);
        Assert.Null(rules.TimeGap);
        Assert.Null(rules.FlatLine);
        Assert.Equal(TimeSpan.FromHours(6), rules.DataReception!.Fail);
        Assert.Equal(TimeSpan.FromHours(2), QualityDefaults.Gap(TimeSpan.FromMinutes(5)).Suspect);
        Assert.Equal(TimeSpan.FromHours(3), QualityDefaults.Gap(TimeSpan.FromHours(1)).Suspect);
    }

    [Fact]
    public void The_state_of_a_series_is_32_bytes() =>
        Assert.Equal(32, System.Runtime.CompilerServices.Unsafe.SizeOf<QualityState>());

    private static ReadingFlag[] Results(QualityRules rules, QualitySample[] series, QualityTest test) =>
        [.. Flags(rules, series).Select(flags => flags[test])];

    private static QualityFlags[] Flags(QualityRules rules, QualitySample[] series)
    {
        var flags = new QualityFlags[series.Length];
        var indicator = QualitySeries.Indicator(TimeSpan.FromMinutes(10)) with { Quality = rules };
        new QualityControl(indicator).Evaluate(series, isFromStart: true, flags, out _);
        return flags;
    }
}
