using SmartSectors.Telemetry.Quality.Criteria;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Telemetry.Tests.Quality;

public class ReliabilityTests
{
    [Theory]
    [InlineData(10, 2, 0.75, ObservationStatus.Normal)]
    [InlineData(10, 2, null, ObservationStatus.Normal)]
    [InlineData(10, 3, 1.0, ObservationStatus.LowReliability)] // over a fifth suspect
    [InlineData(10, 0, 0.7499, ObservationStatus.LowReliability)]
    [InlineData(10, 0, 0.5, ObservationStatus.LowReliability)]
    [InlineData(10, 9, 0.4999, ObservationStatus.Missing)]
    [InlineData(0, 0, 0.0, ObservationStatus.Missing)]
    [InlineData(0, 0, null, ObservationStatus.Normal)] // nothing happened, and nothing was expected
    public void A_cell_is_as_reliable_as_it_is_complete_and_unsuspected(long count, long suspect, double? complete, ObservationStatus status) =>
        Assert.Equal(status, Reliability.Of(count, suspect, complete));
}
