using SmartSectors.Telemetry.Quality;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Fleet.Judging;

/// <summary>What a trial came to.</summary>
/// <param name="Tests">All indicators together.</param>
/// <param name="Indicators">Each indicator that has the test.</param>
/// <param name="Faults">For each kind of fault without a test of its own: in which series it was and what saw it.</param>
public sealed record QualityTrialReport(
    long Readings, int Series, IReadOnlyList<TestScore> Tests,
    IReadOnlyList<(Sector Sector, string Indicator, TestScore Score)> Indicators, IReadOnlyList<FaultFindings> Faults)
{
    public TestScore this[QualityTest test] => Tests.Single(score => score.Test == test);
}

/// <summary>What the tests said while a kind of fault lasted.</summary>
/// <param name="Spans">Spans that had readings, once for each series.</param>
/// <param name="Noticed">Those in which some test found something.</param>
/// <param name="ByTest">The same for each test that did.</param>
public sealed record FaultFindings(string Kind, int Spans, int Noticed, IReadOnlyDictionary<QualityTest, int> ByTest);
