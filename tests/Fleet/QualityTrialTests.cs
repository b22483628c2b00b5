using SmartSectors.Fleet.Judging;
using SmartSectors.Fleet.Trouble;
using SmartSectors.Telemetry.Quality;

namespace SmartSectors.Fleet.Tests;

/// <summary>A day of the six fleets, judged by the shipped schemes; the benchmark quality-recall does the same with more devices.</summary>
public class QualityTrialTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Flags_match_the_injected_faults(long seed)
    {
        var report = QualityTrial.Run(new QualityTrialOptions { Seed = seed, Devices = 600 });

        Assert.All([QualityTest.GrossRange, QualityTest.FlatLine, QualityTest.Spike, QualityTest.TimeGap], test =>
        {
            var score = report[test];
            Assert.True(score.Found > 20, $"{test}: only {score.Found} were there to be found");
            Assert.True(score.Precision >= 0.95 && score.Recall >= 0.95, $"{score}");
        });
    }

    [Fact]
    public void Without_faults_hardly_a_reading_in_ten_thousand_is_flagged()
    {
        var report = QualityTrial.Run(new QualityTrialOptions { Devices = 600, Trouble = TroubleOptions.None });

        Assert.All(report.Tests, score => Assert.Equal((0, 0), (score.Found, score.Missed)));
        Assert.True(report.Tests.Sum(score => score.False) < report.Readings / 10_000.0);
    }

    [Fact]
    public void The_same_options_give_the_same_report()
    {
        var options = new QualityTrialOptions { Seed = 9, Devices = 120 };

        Assert.Equal(QualityTrial.Run(options).Indicators, QualityTrial.Run(options).Indicators);
        Assert.NotEqual(QualityTrial.Run(options).Indicators, QualityTrial.Run(options with { Seed = 10 }).Indicators);
    }

    [Fact]
    public void Drift_and_wrong_clocks_are_reported_with_what_noticed_them()
    {
        var report = QualityTrial.Run(new QualityTrialOptions { Devices = 300, Trouble = QualityTrialOptions.SlowFaults });

        Assert.Equal(["drift", "clock-drift", "clock-jump"], report.Faults.Select(fault => fault.Kind));
        Assert.All(report.Faults, fault => Assert.InRange(fault.Noticed, 1, fault.Spans));
        Assert.Contains(QualityTest.TimeGap, report.Faults[2].ByTest.Keys); // clocks that were set ahead
    }

    [Fact]
    public void Wrong_trouble_is_refused() => Assert.Throws<ArgumentException>(() =>
        QualityTrial.Run(new QualityTrialOptions { Trouble = TroubleOptions.None.WithShare(FaultKind.Stuck, 0.9) }));
}
