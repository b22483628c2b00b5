using SmartSectors.Grains.Devices;
using SmartSectors.Grains.Sites;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Quality;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Grains.Partitions;

// Flags: each reading is judged where it stands in its series in event-time order. One whose flags change afterwards is
// stored again, and what it is in follows.
public sealed partial class Partition
{
    /// <summary>Judges a reading that is newer than all of its series, which also decides whether its predecessor is a spike.</summary>
    private QualityFlags JudgeNewest(ref SeriesState series, IndicatorRules rules, in QualitySample reading)
    {
        if (series.Count > 0 && series.Quality.IsEmpty) JudgeRing(ref series, rules);

        var (previousMs, previous, _) = series.Count > 0 ? series[series.Count - 1] : default;
        var beforePrevious = series.Count > 1 ? series[series.Count - 2].Value : 0;
        var known = series.Quality.Newest;
        var flags = rules.Quality.Append(
            ref series.Quality, reading, previousMs, previous, beforePrevious, out var now);
        if (series.Count > 0 && now.Findings != known.Findings) ReflagNewest(ref series, new AcceptedReading(previousMs, previous), known, now);
        return flags;
    }

    // Written before the tests were made: they begin with what the ring has.
    private static void JudgeRing(ref SeriesState series, IndicatorRules rules)
    {
        Span<QualitySample> ring = stackalloc QualitySample[SeriesState.RingSize];
        Span<QualityFlags> flags = stackalloc QualityFlags[SeriesState.RingSize];
        for (var rank = 0; rank < series.Count; rank++) ring[rank] = new QualitySample(series[rank].TimeMs, series[rank].Value, rules.Receipt);
        rules.Quality.Evaluate(ring[..series.Count], isFromStart: false, flags, out series.Quality);
    }

    private void ReflagNewest(ref SeriesState series, AcceptedReading newest, QualityFlags known, QualityFlags now)
    {
        var flag = now.Aggregate;
        ChangeStatistics(SiteSeriesAt(series, newest.TimeMs), newest.TimeMs, known.Aggregate, flag);
        if (flag == ReadingFlag.Fail && known.Aggregate != ReadingFlag.Fail)
        {
            ChangeOwn(series, newest, AcceptedBefore(series, newest.TimeMs), null, -1);
            LeaveDeviceSlot(series, newest);
            if (_siteSeries[series.SiteSeries].Rules is { Travel: not null } rules) LeaveTravel(series, rules, newest);
        }

        RecountNewest(ref series, known.Aggregate, flag);
        series.Reflag(newest.TimeMs, flag, ReceiptTests.HaveFound(now));
        _commit.AddReading(series.Number, newest.TimeMs, newest.Value, now);
    }

    private void AddStatistics(SiteSeries siteSeries, int ordinal, long timeMs, double value, ReadingFlag flag)
    {
        if (siteSeries.IsSealed(timeMs)) return;
        var content = Gather(siteSeries, Window.Minute, timeMs - (timeMs % WindowCalendar.MinuteMs)).Content;
        content.Add(value, flag, ordinal);
        if (siteSeries.Rules.OwnState == OwnState.Last && flag != ReadingFlag.Fail) content.NoteLast(timeMs, value);
    }

    // Among 1, 2 and 3 only the counts change. What was in the statistics and may not be, or the reverse, cannot be taken
    // out of their ends: they are to be made anew.
    private void ChangeStatistics(SiteSeries siteSeries, long timeMs, ReadingFlag before, ReadingFlag now)
    {
        if (before == now || siteSeries.IsSealed(timeMs)) return;
        var cell = Gather(siteSeries, Window.Minute, WindowCalendar.Start(Window.Minute, timeMs));
        if (before != ReadingFlag.Fail && now != ReadingFlag.Fail) cell.Content.Reflag(before, now);
        else AskRebuild(cell);
    }
}
