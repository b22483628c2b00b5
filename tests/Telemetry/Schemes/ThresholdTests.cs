using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Telemetry.Tests.Schemes;

public class ThresholdTests
{
    [Theory]
    [InlineData(3.99, false)]
    [InlineData(4, true)]
    [InlineData(5, true)]
    public void At_or_above_includes_its_limit(double value, bool breached) =>
        Assert.Equal(breached, new Threshold(null, false, 4, true).IsBreachedBy(value));

    [Theory]
    [InlineData(1.9, true)]
    [InlineData(2, false)]
    [InlineData(8, false)]
    [InlineData(8.1, true)]
    public void Both_sides_breach(double value, bool breached) =>
        Assert.Equal(breached, new Threshold(2, false, 8, false).IsBreachedBy(value));
}
