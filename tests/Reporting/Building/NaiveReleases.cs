using SmartSectors.Grains.Propagation;
using SmartSectors.Grains.Tests.Proofs;
using SmartSectors.Reporting.Building;
using SmartSectors.Reporting.Disclosure;
using SmartSectors.Reporting.Publishing;
using SmartSectors.Telemetry.Areas;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Reporting.Tests.Building;

/// <summary>An observation as it is to be published.</summary>
internal sealed record NaiveObservation(Indicator Indicator, string Part, string Area, long StartMs, AggregatePoint? Point, bool IsFinal, Confidentiality Status)
{
    public Figure? FigureOf(string statistic, Copy copy)
    {
        if (copy == Copy.Public && (statistic is "MIN" or "MAX" or "P99")) return null;
        if (copy == Copy.Public && Status != Confidentiality.Free) return new Figure(null, 'Q', Status, null, null, null, null, null);

        var point = Point ?? default;
        var value = statistic switch
        {
            "VALUE" => point.Value,
            "MEAN" => point.Mean,
            "STDDEV" => point.StdDev,
            "P50" => point.P50,
            "P95" => point.P95,
            "P99" => point.P99,
            "MIN" => point.Min,
            "MAX" => point.Max,
            "SUM" => (double?)point.Sum,
            _ => point.Count,
        };
        if (value is null && point.Count > 0) return null;
        var saysNothing = point.Count == 0 && point.Value is null && point.Flags.Fail == 0 && (point.Expected ?? 0) == 0 && point.Criteria?.Minimum is null && point.Criteria?.DelayP95 is null;
        var isMissing = value is null || saysNothing || point.Status == ObservationStatus.Missing;
        var status = isMissing ? 'O' : !IsFinal ? 'P' : point.Status == ObservationStatus.LowReliability ? 'U' : 'A';
        return new Figure(
            value, status, Status, point.Devices, Percent(point.Criteria?.Complete), Percent(point.Criteria?.Correct), Percent(point.Criteria?.Clean), Percent(point.Criteria?.Live));
    }

    private static double? Percent(double? share) => share is { } known ? Math.Round(known * 100, 3, MidpointRounding.ToEven) : null;
}

/// <summary>What releases are to say, reckoned from the readings of the moment; decisions stay as they were first made.</summary>
internal sealed class NaiveReleases(World world, ReleaseAreas areas, Func<string, SiteOwner> ownerOf)
{
    private readonly Dictionary<(ushort Indicator, long MonthMs), Confidentiality[]?> _decisions = [];
    private Dictionary<AreaMark, Cell> _cells = [];
    private NaiveContributors _contributors = null!;
    private long[] _frontiers = [];

    public void Learn(IReadOnlyList<NaivePartition> partitions, long[] frontiers)
    {
        _cells = NaiveAreas.Of(partitions).Where(each => !each.Value.IsEmpty).ToDictionary();
        _contributors = new NaiveContributors(world, partitions, ownerOf);
        _frontiers = frontiers;
    }

    public List<NaiveObservation> Of(ReleaseOrder order)
    {
        Assert.True(SchemeCatalog.Load().TryGet(order.Sector, out var scheme));
        var periods = order.Periods.ToList();
        var observations = new List<NaiveObservation>();
        foreach (var indicator in scheme.Indicators)
        {
            var months = periods.Select(MonthOf).Distinct().ToDictionary(month => month, month => Decide(indicator, month));
            var isMeasured = periods.Exists(startMs => Find(indicator, order.Window, startMs, AreaCatalog.NationCode) is not null)
                || months.Keys.Append(MonthOf(months.Keys.Min() - 1)).Any(monthMs => Find(indicator, Window.Month, monthMs, AreaCatalog.NationCode) is not null);
            if (!isMeasured) continue;

            foreach (var startMs in periods)
            {
                for (var area = 0; area < areas.Count; area++)
                {
                    var cell = Find(indicator, order.Window, startMs, areas.Codes[area]);
                    var isFinal = startMs < _frontiers[(int)order.Window];
                    observations.Add(new NaiveObservation(
                        indicator, PartOf(areas.Codes[area]), areas.Codes[area], startMs,
                        cell is null ? null : CellPoints.ToPoint(cell, indicator, order.Window, startMs, 0, isFinal), isFinal,
                        months[MonthOf(startMs)]?[area] ?? Confidentiality.SmallCount));
                }
            }
        }

        return observations;
    }

    private Confidentiality[]? Decide(Indicator indicator, long monthMs)
    {
        if (_decisions.TryGetValue((indicator.Number, monthMs), out var known)) return known;

        var contributors = _contributors.Of(indicator, [monthMs, MonthOf(monthMs - 1)], areas);
        var statuses = contributors[0].Devices > 0 ? Suppression.Decide(areas.Tree, contributors, DisclosureRule.Of(indicator.Sector)) : null;
        foreach (var input in indicator.Ratio is { } ratio ? [ratio.Numerator, ratio.Denominator] : Array.Empty<ushort>())
        {
            Assert.True(SchemeCatalog.Load().TryGet(input, out var divided));
            if (Decide(divided, monthMs) is not { } ofInput) continue;
            statuses = statuses is null ? ofInput : [.. statuses.Select((status, area) => status == Confidentiality.Free ? ofInput[area] : status)];
        }

        // Where nobody contributed nothing is decided yet.
        if (statuses is not null) _decisions.Add((indicator.Number, monthMs), statuses);
        return statuses;
    }

    private Cell? Find(Indicator indicator, Window window, long startMs, string area)
    {
        Assert.True(AreaNumber.TryParse(area, out var number));
        return _cells.GetValueOrDefault(new AreaMark(new WindowKey(indicator.Number, window, startMs), number));
    }

    private static string PartOf(string area) =>
        area is AreaCatalog.NationCode or AreaCatalog.UnassignedCode ? AreaCatalog.NationCode
        : AreaCatalog.ProvinceOfUnassigned(area) is { } whole ? whole
        : area.Length == 2 ? area
        : AreaCatalog.Load().TryGetCommune(area, out var commune) ? commune.Parent! : throw new ArgumentException($"no area {area}");

    private static long MonthOf(long timeMs) => WindowCalendar.Start(Window.Month, timeMs);
}
