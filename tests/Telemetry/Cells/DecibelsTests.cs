using SmartSectors.Telemetry.Cells;

namespace SmartSectors.Telemetry.Tests.Cells;

public class DecibelsTests
{
    [Fact]
    public void Energies_are_those_of_the_powers_of_ten()
    {
        for (var level = -60.0; level <= 180; level += 0.137)
        {
            var expected = Math.Pow(10, level / 10) * 1e6;
            Assert.InRange((double)Decibels.ToEnergy(level), (expected * (1 - 1e-13)) - 0.5, (expected * (1 + 1e-13)) + 0.5);
        }
    }

    [Theory]
    [InlineData(new double[] { 80, 80 }, 80)]
    [InlineData(new double[] { 80, 90 }, 87.4036268949424)]
    [InlineData(new double[] { 30, 130 }, 126.989700043360)]
    [InlineData(new double[] { 0, 0, 0 }, 0)]
    public void A_mean_is_that_of_the_energies(double[] levels, double expected)
    {
        var sum = levels.Aggregate((Int128)0, (total, level) => total + Decibels.ToEnergy(level));
        Assert.Equal(expected, Decibels.FromEnergy(sum, levels.Length), tolerance: 2e-6);
    }
}
