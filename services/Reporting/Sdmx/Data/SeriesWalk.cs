using SmartSectors.Reporting.Publishing;
using SmartSectors.Reporting.Releases;
using SmartSectors.Reporting.Sdmx.Structures;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Reporting.Sdmx.Data;

/// <summary>
/// Walks the series that are asked for: by frequency, part of the nation, indicator, area and statistic. What changed
/// between two releases is told by comparing figures as the copy has them, so that a hidden area never shows that it
/// changed.
/// </summary>
internal sealed class SeriesWalk(ReleaseReader reader, DataQuestion question, Copy copy, SchemeCatalog schemes)
{
    private readonly Statistic[] _statistics = [.. Statistic.All.Where(each => (copy == Copy.Confidential || each.IsPublic) && question.Series.Admits(IotStructure.Statistic, each.Code))];

    private readonly Series _series = new();

    private bool _metDeleted;

    /// <summary>Since it was asked last, observations were met that are published no more.</summary>
    public bool TakeMetDeleted()
    {
        var met = _metDeleted;
        _metDeleted = false;
        return met;
    }

    /// <summary>All that is published.</summary>
    public IEnumerable<Series> Published(IEnumerable<BlockRange> ranges, long upTo, DataSetHead head) => Walk(ranges, null, upTo, head);

    /// <summary>What a release, and those between, say otherwise than an earlier one did.</summary>
    /// <param name="head">Tells whether what is published now is wanted, or what is published no more.</param>
    public IEnumerable<Series> Changed(IEnumerable<BlockRange> ranges, long before, long upTo, DataSetHead head) => Walk(ranges, before, upTo, head);

    private IEnumerable<Series> Walk(IEnumerable<BlockRange> ranges, long? before, long upTo, DataSetHead head)
    {
        _series.DataSet = head;
        foreach (var range in ranges)
        {
            var indicator = BlockPlan.IndicatorOf(schemes, range.Indicator);
            var sector = SectorCodes.Of(indicator.Sector);
            var periods = PeriodsOf(range, before, upTo);
            var codes = new Dictionary<string, string?>(StringComparer.Ordinal);
            foreach (var (area, cells) in new AreaCells(reader, range, periods, area => CodeOf(codes, area, range.Part)).Read())
            {
                foreach (var statistic in _statistics)
                {
                    _series.Begin(range.Window, area, indicator, sector, statistic);
                    if (!question.Series.Holds(_series.Codes, _series.Unit)) continue;

                    for (var period = 0; period < cells.Length; period++) Add(periods[period].StartMs, cells[period], statistic, before is not null, head.Action);
                    KeepEnds();
                    if (_series.Points.Count > 0) yield return _series;
                }
            }
        }
    }

    private void Add(long startMs, in AreaCell cell, Statistic statistic, bool isCompared, DataAction action)
    {
        var now = FigureOf(cell.Now, statistic);
        if (!isCompared)
        {
            if (now is { } figure) _series.Points.Add(new Point(startMs, figure));
            return;
        }

        var before = FigureOf(cell.Before, statistic);
        _metDeleted |= now is null && before is not null;
        var changed = action == DataAction.Delete ? (now is null ? before : null) : (now != before ? now : null);
        if (changed is { } point) _series.Points.Add(new Point(startMs, point));
    }

    private Figure? FigureOf(Observation? observation, Statistic statistic) =>
        observation is not null && Figure.Of(observation, statistic, copy) is { } figure && question.Series.Holds(figure) ? figure : null;

    // The first and the last ones that are asked for of each series.
    private void KeepEnds()
    {
        if (question.First is null && question.Last is null) return;
        var (first, last) = (question.First ?? 0, question.Last ?? 0);
        var surplus = _series.Points.Count - (long)first - last;
        if (surplus > 0) _series.Points.RemoveRange(first, (int)surplus);
    }

    private List<PeriodVersions> PeriodsOf(in BlockRange range, long? before, long upTo)
    {
        var periods = new List<PeriodVersions>();
        foreach (var (startMs, release) in reader.Versions(range, upTo))
        {
            if (!question.Series.Time.Matches(range.Window, startMs)) continue;
            var earlier = release <= before ? release : (long?)null;
            if (periods.Count > 0 && periods[^1].StartMs == startMs) periods[^1] = new PeriodVersions(startMs, release, earlier ?? periods[^1].Before);
            else periods.Add(new PeriodVersions(startMs, release, earlier));
        }

        // What did not change since is not compared.
        if (before is not null) periods.RemoveAll(period => period.Now == period.Before);
        return periods;
    }

    private string? CodeOf(Dictionary<string, string?> codes, string area, string part)
    {
        if (codes.TryGetValue(area, out var code)) return code;
        code = AreaCodes.Code(area, part);
        if (!question.Series.Admits(IotStructure.Area, code)) code = null;
        codes.Add(area, code);
        return code;
    }
}
