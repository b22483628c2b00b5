using SmartSectors.Telemetry.Quality;
using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Telemetry.Tests.Quality;

public class QualityFlagsTests
{
    [Fact]
    public void The_aggregate_is_the_highest_in_the_order_of_QARTOD()
    {
        ReadingFlag[] order = [ReadingFlag.Unevaluated, ReadingFlag.Pass, ReadingFlag.Suspect, ReadingFlag.Fail];
        foreach (var one in order)
        {
            foreach (var other in order)
            {
                var flags = QualityFlags.Of(QualityTest.Syntax, one).With(QualityTest.DeviceCondition, other);
                var highest = order[Math.Max(Array.IndexOf(order, one), Array.IndexOf(order, other))];
                Assert.Equal((one, other, highest), (flags[QualityTest.Syntax], flags[QualityTest.DeviceCondition], flags.Aggregate));
                Assert.Equal(highest >= ReadingFlag.Suspect ? highest : ReadingFlag.Unevaluated, flags.Findings.Aggregate);
            }
        }
    }

    [Fact]
    public void A_result_replaces_the_one_before()
    {
        var flags = QualityFlags.Of(QualityTest.Spike, ReadingFlag.Fail).With(QualityTest.Spike, ReadingFlag.Pass);
        Assert.Equal(QualityFlags.Of(QualityTest.Spike, ReadingFlag.Pass), flags);
    }

    // The places stand in stores: this table may grow and never change.
    [Theory]
    [InlineData(QualityTest.Syntax, 0, "syntax")]
    [InlineData(QualityTest.ImpossibleDate, 1, "impossible_date")]
    [InlineData(QualityTest.TimeGap, 2, "time_gap")]
    [InlineData(QualityTest.DataReception, 3, "data_reception")]
    [InlineData(QualityTest.Location, 4, "location")]
    [InlineData(QualityTest.GrossRange, 5, "gross_range")]
    [InlineData(QualityTest.Climatology, 6, "climatology")]
    [InlineData(QualityTest.Spike, 7, "spike")]
    [InlineData(QualityTest.RateOfChange, 8, "rate_of_change")]
    [InlineData(QualityTest.FlatLine, 9, "flat_line")]
    [InlineData(QualityTest.AttenuatedSignal, 10, "attenuated_signal")]
    [InlineData(QualityTest.DeviceCondition, 11, "device_condition")]
    public void Every_test_keeps_its_place_and_its_name(QualityTest test, int number, string name)
    {
        Assert.Equal((number, name), ((int)test, test.Name()));
        Assert.Equal(3u << (2 * number), QualityFlags.Of(test, ReadingFlag.Fail).Bits);
    }

    [Fact]
    public void Only_findings_are_told() =>
        Assert.Equal(
            "Suspect (spike Suspect)",
            QualityFlags.Of(QualityTest.Spike, ReadingFlag.Suspect).With(QualityTest.GrossRange, ReadingFlag.Pass).ToString());
}
