using SmartSectors.Telemetry.Readings;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Telemetry.Tests.Readings;

public class QualityTests
{
    private const long ReceivedMs = 1_732_212_345_123;
    private static readonly long DayMs = (long)TimeSpan.FromDays(1).TotalMilliseconds;

    [Theory] // soil moisture: fail outside 0 … 100, suspect outside 2 … 60
    [InlineData(-0.001, ReadingFlag.Fail)]
    [InlineData(0, ReadingFlag.Suspect)]
    [InlineData(1.999, ReadingFlag.Suspect)]
    [InlineData(2, ReadingFlag.Pass)]
    [InlineData(60, ReadingFlag.Pass)]
    [InlineData(60.001, ReadingFlag.Suspect)]
    [InlineData(100, ReadingFlag.Suspect)]
    [InlineData(100.001, ReadingFlag.Fail)]
    public void The_gross_range_flags_by_span(double value, ReadingFlag flag)
    {
        Assert.True(SchemeCatalog.Load().TryGet(Sector.Agriculture, "SOIL_MOISTURE", out var soilMoisture));
        Assert.Equal(flag, GrossRange.Flag(soilMoisture, value));
    }

    public static TheoryData<long, RejectReason> Times => new()
    {
        { ReceivedMs, RejectReason.None },
        { ReceivedMs + 300_000, RejectReason.None },
        { ReceivedMs + 300_001, RejectReason.Future },
        { ReceivedMs - (30 * DayMs), RejectReason.None },
        { ReceivedMs - (30 * DayMs) - 1, RejectReason.TooOld },
        { Acceptance.EarliestMs, RejectReason.TooOld },
        { Acceptance.EarliestMs - 1, RejectReason.ImpossibleTime },
        { ReceivedMs / 1000, RejectReason.ImpossibleTime }, // seconds taken for milliseconds
        { ReceivedMs * 1000, RejectReason.Future },         // microseconds
        { 100_000_000_000_000, RejectReason.Future },       // the year 5138
        { 0, RejectReason.ImpossibleTime },
        { long.MinValue, RejectReason.ImpossibleTime },
        { long.MaxValue, RejectReason.Future },
    };

    [Theory, MemberData(nameof(Times))]
    public void Times_are_judged_against_the_receipt(long timeMs, RejectReason reason) =>
        Assert.Equal(reason, Acceptance.Judge(timeMs, ReceivedMs, new AcceptanceOptions()));

    [Fact]
    public void The_horizon_and_the_tolerance_are_options()
    {
        var strict = new AcceptanceOptions { FutureTolerance = TimeSpan.Zero, Horizon = TimeSpan.FromDays(1) };
        Assert.Equal(RejectReason.Future, Acceptance.Judge(ReceivedMs + 1, ReceivedMs, strict));
        Assert.Equal(RejectReason.TooOld, Acceptance.Judge(ReceivedMs - DayMs - 1, ReceivedMs, strict));
    }

    [Fact]
    public void Every_reason_has_a_public_name_of_its_own()
    {
        var codes = Enum.GetValues<RejectReason>().Where(reason => reason is not RejectReason.None).Select(reason => reason.Code()).ToList();
        Assert.Equal(codes.Count, codes.Distinct().Count());
    }
}
