using SmartSectors.Grains.Devices;
using SmartSectors.Grains.Sites;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Grains.Partitions;

// Own values: what an accepted reading (one that is not flagged 4) adds to its indicator's own value, in quarter-hours.
// Readings join and leave the accepted ones in any order; each time what it and its neighbours say is booked anew, by
// exact integers, so that only the accepted readings count in the end.
public sealed partial class Partition
{
    private readonly record struct AcceptedReading(long TimeMs, double Value);

    private static AcceptedReading? AcceptedBefore(in SeriesState series, long timeMs) =>
        series.TryFindAcceptedBefore(timeMs, out var foundMs, out var value) ? new AcceptedReading(foundMs, value) : null;

    /// <summary>Books that a reading joins the accepted ones of its series, or (<paramref name="sign"/> −1) leaves them.</summary>
    /// <param name="before">The accepted reading before it; one that is out of its hold may be missing.</param>
    /// <param name="after">The accepted reading after it, null when it is the newest.</param>
    private void ChangeOwn(in SeriesState series, AcceptedReading reading, AcceptedReading? before, AcceptedReading? after, int sign)
    {
        var rules = _siteSeries[series.SiteSeries].Rules;
        if (_acceptedDays.Count > 0) _acceptedDays.Remove(series.Number);
        if (rules.IsHeld)
            ChangeHolds(series, reading, before, after, sign);
        else if (rules.OwnState == OwnState.Counter)
            ChangeIncrements(series, reading, before, after, sign);
        else if (rules.OwnState == OwnState.ShareBreach)
            Book(series, reading.TimeMs, OwnIncrement.BreachEvent(rules.Indicator, reading.Value, FactsOf(series, rules, reading.TimeMs)), sign);
        else if (rules.OwnState == OwnState.Sum)
            BookInRatios(series, rules, reading.TimeMs, FixedPoint.From(reading.Value), sign);

        if (rules.OwnState == OwnState.SumMean) BookWeight(series, rules, reading, sign);
        if (rules.Weighs.Count > 0) ChangeWeighed(series, rules, reading, before, after, sign);
    }

    private void AcceptNewest(in SeriesState series, AcceptedReading reading)
    {
        var before = AcceptedBefore(series, reading.TimeMs);
        ChangeOwn(series, reading, before, null, 1);
        JoinDeviceSlot(series, reading);
        if (_siteSeries[series.SiteSeries].Rules is { Travel: not null } rules) JoinTravel(series, rules, reading, before);
    }

    // A reading between two others replaces their increment by two.
    private void ChangeIncrements(in SeriesState series, AcceptedReading reading, AcceptedReading? before, AcceptedReading? after, int sign)
    {
        if (before is { } last) BookCount(series, reading.TimeMs, OwnIncrement.Counter(last.Value, reading.Value), sign);
        if (after is not { } next) return;
        BookCount(series, next.TimeMs, OwnIncrement.Counter(reading.Value, next.Value), sign);
        if (before is { } replaced) BookCount(series, next.TimeMs, OwnIncrement.Counter(replaced.Value, next.Value), -sign);
    }

    private void BookCount(in SeriesState series, long timeMs, OwnIncrement increment, int sign)
    {
        Book(series, timeMs, increment, sign);
        BookInRatios(series, _siteSeries[series.SiteSeries].Rules, timeMs, increment.Sum, sign);
    }

    // The statistics have the sum without weights; a device that counts as one adds nothing to it.
    private void BookWeight(in SeriesState series, IndicatorRules rules, AcceptedReading reading, int sign)
    {
        var facts = FactsOf(series, rules, reading.TimeMs);
        if (rules.IsHeld && facts.Weight != 1) Book(series, reading.TimeMs, OwnIncrement.WeighedSum(reading.Value, facts), sign);
    }

    /// <summary>What an input adds to its own sum is in the cells of the ratios that name it, at the same site.</summary>
    private void BookInRatios(in SeriesState series, IndicatorRules rules, long timeMs, Int128 units, int sign)
    {
        foreach (var (ratio, isNumerator, fromMs) in rules.Ratios)
        {
            if (timeMs < fromMs) continue;
            var at = SiteSeriesOf(SiteSeriesAt(series, timeMs).Site, ratio);
            Book(at, timeMs, isNumerator ? OwnIncrement.Numerator(units) : OwnIncrement.Denominator(units), sign);
        }
    }

    private void Book(in SeriesState series, long timeMs, OwnIncrement increment, int sign) =>
        Book(SiteSeriesAt(series, timeMs), timeMs, increment, sign);

    private void Book(SiteSeries at, long timeMs, OwnIncrement increment, int sign)
    {
        var cell = Gather(at, Window.QuarterHour, WindowCalendar.Start(Window.QuarterHour, timeMs));
        (sign > 0 ? increment : -increment).AddTo(cell.Content);
    }

    /// <summary>
    /// A value holds until the next accepted one, at most three periods. The integral is booked up to a horizon: the newest
    /// accepted reading, or the end of the last closed quarter-hour, whichever is later; beyond, when the next one comes.
    /// </summary>
    private void ChangeHolds(in SeriesState series, AcceptedReading reading, AcceptedReading? before, AcceptedReading? after, int sign)
    {
        var holdMs = _siteSeries[series.SiteSeries].Rules.HoldMs;
        var frontier = _frontiers[(int)Window.QuarterHour];
        Fill(series, reading, reading.TimeMs, Math.Min(after?.TimeMs ?? Math.Max(reading.TimeMs, frontier), reading.TimeMs + holdMs), sign);

        // Its predecessor holds up to it, or as far as it did without it: further back, or further on.
        if (before is not { } last) return;
        var without = Math.Min(after?.TimeMs ?? Math.Max(last.TimeMs, frontier), last.TimeMs + holdMs);
        var with = Math.Min(reading.TimeMs, last.TimeMs + holdMs);
        if (with > without) Fill(series, last, without, with, sign);
        else Fill(series, last, with, without, -sign);
    }

    private void Fill(in SeriesState series, AcceptedReading reading, long fromMs, long toMs, int sign)
    {
        if (fromMs < toMs) Fill(series, reading, FactsOf(series, _siteSeries[series.SiteSeries].Rules, reading.TimeMs), fromMs, toMs, sign);
    }

    /// <summary>Adds what a reading says while it holds over [from, to) to the quarter-hours that it touches, or takes it back.</summary>
    private void Fill(in SeriesState series, AcceptedReading reading, in DeviceFacts facts, long fromMs, long toMs, int sign)
    {
        var at = SiteSeriesAt(series, reading.TimeMs);
        var rate = OwnRate.Of(at.Rules.OwnState, at.Rules.Indicator, reading.Value, facts);
        while (fromMs < toMs)
        {
            var window = WindowCalendar.Start(Window.QuarterHour, fromMs);
            var end = Math.Min(toMs, WindowCalendar.End(Window.QuarterHour, window));
            rate.AddTo(Gather(at, Window.QuarterHour, window).Content, sign * (end - fromMs));
            fromMs = end;
        }
    }

    /// <summary>At a quarter-hour's close every value that still holds is booked up to its end.</summary>
    private void ExtendHolds(long endMs)
    {
        var frontier = _frontiers[(int)Window.QuarterHour];
        for (var i = 0; i < _series.Count; i++)
        {
            ref readonly var series = ref _series[i];
            var rules = _siteSeries[series.SiteSeries].Rules;
            if (!rules.IsHeld || AcceptedBefore(series, long.MaxValue) is not { } newest) continue;
            Fill(series, newest, Math.Max(newest.TimeMs, frontier), Math.Min(endMs, newest.TimeMs + rules.HoldMs), 1);
        }
    }
}
