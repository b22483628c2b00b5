using SmartSectors.Reporting.Publishing;
using SmartSectors.Reporting.Releases;
using SmartSectors.Reporting.Sdmx;
using SmartSectors.Telemetry.Areas;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Reporting.Targets;

/// <summary>
/// The public copy's values, as they stood when the first one was asked for: one of these answers one request. A block has
/// all areas of a province, so what is read for one of them is kept for the others.
/// </summary>
internal sealed class ReleasedValues(ReleaseStore releases) : IReleasedValues
{
    private sealed record Period(long StartMs, IReadOnlyList<Observation> Observations);

    private readonly Dictionary<(Window Window, string Part, ushort Indicator, int Count), List<Period>> _read = [];
    private readonly Lazy<long?> _release = new(() => releases.NewestAt(DateTimeOffset.MaxValue));

    public IReadOnlyList<ReleasedValue> Newest(Area area, Indicator indicator, Statistic statistic, Window window, int count)
    {
        if (_release.Value is not { } release) return [];

        var key = (window, AreaCodes.PartOf(area), indicator.Number, count);
        if (!_read.TryGetValue(key, out var periods))
        {
            periods = [.. releases.NewestPeriods(window, key.Item2, indicator.Number, release, count)
                .Select(start => new Period(start, releases.Find(new BlockKey(window, key.Item2, indicator.Number, start), release)))];
            _read.Add(key, periods);
        }

        return [.. periods.Select(period => new ReleasedValue(period.StartMs, Find(period, area.Code, statistic)))];
    }

    private static Figure? Find(Period period, string area, Statistic statistic) =>
        period.Observations.FirstOrDefault(each => each.Area == area) is { } observation ? Figure.Of(observation, statistic, Copy.Public) : null;
}
