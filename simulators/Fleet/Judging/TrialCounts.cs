using SmartSectors.Fleet.Trouble;
using SmartSectors.Telemetry.Quality;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Fleet.Judging;

/// <summary>Adds up the series of a trial.</summary>
internal sealed class TrialCounts(IReadOnlyList<FaultKind> slowKinds)
{
    private readonly Dictionary<ushort, QualityControl> _controls = [];
    private readonly SortedDictionary<(ushort Number, QualityTest Test), (Indicator Indicator, TestScore Score)> _scores = [];
    private readonly List<(FaultKind Kind, IReadOnlyList<QualityTest> Tests)> _findings = [];
    private long _readings;
    private int _series;

    public QualityControl ControlOf(Indicator indicator)
    {
        if (!_controls.TryGetValue(indicator.Number, out var control)) _controls[indicator.Number] = control = new QualityControl(indicator);
        return control;
    }

    public void Add(Indicator indicator, JudgedSeries series, int readings)
    {
        _readings += readings;
        _series++;
        foreach (var score in series.Scores())
        {
            var key = (indicator.Number, score.Test);
            _scores[key] = (indicator, _scores.TryGetValue(key, out var sum) ? sum.Score.Plus(score) : score);
        }
        foreach (var kind in slowKinds) _findings.AddRange(series.Findings(kind).Select(tests => (kind, tests)));
    }

    public QualityTrialReport Report() => new(
        _readings, _series,
        [.. _scores.Values.GroupBy(entry => entry.Score.Test).OrderBy(group => group.Key)
            .Select(group => group.Select(entry => entry.Score).Aggregate((one, other) => one.Plus(other)))],
        [.. _scores.Values.Select(entry => (entry.Indicator.Sector, entry.Indicator.Code, entry.Score))],
        [.. _findings.GroupBy(finding => finding.Kind).OrderBy(group => group.Key).Select(Findings)]);

    private static FaultFindings Findings(IGrouping<FaultKind, (FaultKind Kind, IReadOnlyList<QualityTest> Tests)> kind) => new(
        FaultFacts.Of(kind.Key).Name, kind.Count(), kind.Count(finding => finding.Tests.Count > 0),
        kind.SelectMany(finding => finding.Tests).GroupBy(test => test).OrderBy(group => group.Key).ToDictionary(group => group.Key, group => group.Count()));
}
