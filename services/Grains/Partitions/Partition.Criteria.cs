using SmartSectors.Grains.Devices;
using SmartSectors.Grains.Sites;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Profiles;
using SmartSectors.Telemetry.Quality.Criteria;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Grains.Partitions;

// The criteria "đúng, sạch, sống" (standards.md), booked by device, indicator and quarter-hour at the site where the
// device was when the quarter-hour began. What readings say ("đúng") is booked by their own time and follows every later
// change of a flag; what receipts say is booked once, when the log's clock leaves the quarter-hour.
public sealed partial class Partition
{
    private const long QuarterMs = 15 * WindowCalendar.MinuteMs;
    private const int LivePeriods = 3;

    // The quarter-hour of the log's clock, counted from 1970.
    private uint _receiptQuarter;

    // Earlier versions kept no criteria: none are booked in quarter-hours that began under them, for half of one is none.
    private long _criteriaFromMs;

    /// <summary>Quarter-hours that begin earlier have no criteria, being of a version that kept none.</summary>
    public long CriteriaFromMs => _criteriaFromMs;

    /// <summary>Counts a reading that is newer than all of its series, before it is appended.</summary>
    private void CountNewest(ref SeriesState series, long timeMs, ReadingFlag flag)
    {
        if (series.Count == 0 || timeMs / QuarterMs != series.NewestMs / QuarterMs)
        {
            // A quarter-hour is booked when its series leaves it, or at its close.
            if (series.Count > 0 && series.NewestMs >= _frontiers[(int)Window.QuarterHour]) BookJudged(series, series.NewestMs, default, series.Judged);
            series.Judged = default;
        }

        var before = series.Judged;
        series.Judged.Add(flag);
        if (timeMs < _frontiers[(int)Window.QuarterHour]) BookJudged(series, timeMs, before, series.Judged);
    }

    private void RecountNewest(ref SeriesState series, ReadingFlag before, ReadingFlag now)
    {
        var known = series.Judged;
        series.Judged.Remove(before);
        series.Judged.Add(now);
        if (series.NewestMs < _frontiers[(int)Window.QuarterHour]) BookJudged(series, series.NewestMs, known, series.Judged);
    }

    // The newest's quarter-hour is counted in the series; of an earlier one its ring must have all, or the store is asked.
    private static bool HasJudgedFrom(in SeriesState series, long timeMs) =>
        timeMs / QuarterMs == series.NewestMs / QuarterMs || series.OldestMs < timeMs - (timeMs % QuarterMs);

    /// <summary>What late readings changed, quarter-hour by quarter-hour; those before the newest's are booked.</summary>
    private void RecountLate(ref SeriesState series)
    {
        var changes = _history.Changes;
        for (var i = 0; i < changes.Count;)
        {
            var startMs = WindowCalendar.Start(Window.QuarterHour, _history[changes[i].At].TimeMs);
            var isNewest = series.NewestMs < startMs + QuarterMs;
            var before = isNewest ? series.Judged : _history.JudgedIn(startMs, startMs + QuarterMs);
            var now = before;
            for (; i < changes.Count && _history[changes[i].At].TimeMs < startMs + QuarterMs; i++)
            {
                now.Add(_history[changes[i].At].Flag);
                if (changes[i].Before is { } was) now.Remove(was);
            }

            if (isNewest) series.Judged = now;
            if (!isNewest || startMs < _frontiers[(int)Window.QuarterHour]) BookJudged(series, startMs, before, now);
        }
    }

    /// <summary>At a quarter-hour's close the series that have not left it are booked.</summary>
    private void BookNewest(long startMs, long endMs)
    {
        for (var i = 0; i < _series.Count; i++)
        {
            ref readonly var series = ref _series[i];
            if (series.Count > 0 && series.NewestMs >= startMs && series.NewestMs < endMs) BookJudged(series, startMs, default, series.Judged);
        }
    }

    private void BookJudged(in SeriesState series, long timeMs, JudgedCount before, JudgedCount now)
    {
        var startMs = timeMs - (timeMs % QuarterMs);
        if (before == now || startMs < _criteriaFromMs) return;
        CriteriaOf(series, startMs).ChangeCorrect(before, now, WeightOf(series, startMs));
    }

    // The slots expected of the device that begin in the quarter-hour; one where there are none, or its quotients were lost.
    private long WeightOf(in SeriesState series, long startMs)
    {
        var periodMs = _siteSeries[series.SiteSeries].Rules.PeriodMs;
        return periodMs == 0 ? 1 : Math.Max(1, Slots.StartingIn(Math.Max(startMs, series.ActiveSlotMs), startMs + QuarterMs, periodMs));
    }

    private CellCriteria CriteriaOf(in SeriesState series, long startMs) =>
        Gather(SiteSeriesAt(series, startMs), Window.QuarterHour, startMs).Content.GatherCriteria();

    /// <summary>The device is about to be charged with something received: its first of the quarter-hour begins new counts.</summary>
    private void NoteReceipt(ref DeviceGrain device)
    {
        if (device.ReceiptQuarter == _receiptQuarter) return;
        device.ReceiptQuarter = _receiptQuarter;
        device.ReceivedBefore = (uint)device.Ledger.Received;
        device.StoredBefore = (uint)device.Ledger.Stored;
        device.Clock.BeginQuarter();
        for (var i = device.FirstSeries; i >= 0; i = _series[i].Next) _series[i].Prompt = 0;
    }

    // Delays are rare in live traffic; the prompt are counted in the series and booked with what was received.
    private void NoteDelay(ref SeriesState series, SiteSeries siteSeries, long delayMs)
    {
        if (delayMs < CellCriteria.PromptMs) series.Prompt++;
        else if (_receiptQuarter * QuarterMs >= _criteriaFromMs)
            Gather(siteSeries, Window.QuarterHour, _receiptQuarter * QuarterMs).Content.GatherCriteria().AddDelay(delayMs);
    }

    /// <summary>When the log's clock leaves a quarter-hour, what was received in it is booked.</summary>
    /// <param name="started">The platform was down at the boundary.</param>
    private void EnterReceiptQuarter(bool started)
    {
        var quarter = (uint)(_receiptMs / QuarterMs);
        if (quarter == _receiptQuarter) return;

        DecideLate(); // What was received is decided, so that all of it is accepted or not.
        if (_receiptQuarter * QuarterMs >= _criteriaFromMs) BookReceipts(isAsked: !started && quarter == _receiptQuarter + 1);
        _receiptQuarter = quarter;
    }

    /// <summary>Books the receipts of the quarter-hour that ended.</summary>
    /// <param name="isAsked">
    /// Whether devices live is asked at its end; not where the platform was down then, which no device can be charged with.
    /// </param>
    private void BookReceipts(bool isAsked)
    {
        for (var index = 1; index < _devices.Count; index++)
        {
            ref readonly var device = ref _devices[index];
            if (device.Site == 0 || device.IsAsleep) continue;
            var hasReceipts = device.ReceiptQuarter == _receiptQuarter;
            if (!hasReceipts && !isAsked) continue;
            for (var i = device.FirstSeries; i >= 0; i = _series[i].Next) BookReceipts(device, _series[i], hasReceipts, isAsked);
        }

        if (!isAsked) return;
        foreach (var siteSeries in _siteSeries)
        {
            if (siteSeries.AsleepFromSlots.Count > 0 && siteSeries.Rules.PeriodMs > 0)
                Gather(siteSeries, Window.QuarterHour, _receiptQuarter * QuarterMs).Content.GatherCriteria().AddAsked(siteSeries.AsleepFromSlots.Count, 0);
        }
    }

    private void BookReceipts(in DeviceGrain device, in SeriesState series, bool hasReceipts, bool isAsked)
    {
        var startMs = _receiptQuarter * QuarterMs;
        var isAlive = isAsked ? IsAlive(series.Device, device, _siteSeries[series.SiteSeries].Rules.PeriodMs, startMs + QuarterMs) : null;
        if (!hasReceipts && isAlive is null) return;

        var criteria = CriteriaOf(series, startMs);
        if (isAlive is { } alive) criteria.AddAsked(1, alive ? 1 : 0);
        if (!hasReceipts) return;
        var received = (uint)device.Ledger.Received - device.ReceivedBefore; // Wraps as its two ends do.
        criteria.AddReceived((uint)device.Ledger.Stored - device.StoredBefore, received, WeightOf(series, startMs));
        criteria.AddPrompt(series.Prompt);
    }

    /// <summary>
    /// Whether a device lives at a moment, by one of its indicators; null where the indicator is event-driven. One that
    /// delivers in windows lives as well while it used the latest. Who does not live never does later, unless heard.
    /// </summary>
    private bool? IsAlive(int index, in DeviceGrain device, long periodMs, long atMs)
    {
        if (periodMs == 0) return null;
        if (device.LastSeenMs <= 0) return false;
        if (atMs - device.LastSeenMs <= LivePeriods * periodMs) return true;
        return device.HasTerms && DeliveryWindow.Latest(TermsAt(index, atMs).DeliveryWindows, atMs) is { } window && device.LastSeenMs >= window.StartMs;
    }
}
