using SmartSectors.Grains.Devices;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Quality;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Grains.Partitions;

// Readings that are older than the newest of their series. The usual disorder of a network, a few readings, is decided at
// once from the series' ring. The others are the late batch, decided against what is stored, once a second of the log's
// clock, with one decode and one judgement a (series, day); until then they are pending in the ledger.
public sealed partial class Partition
{
    private readonly List<LateReading> _lateBatch = [];
    private readonly SeriesHistory _history;

    /// <summary>An undecided reading, with the site that it belongs to.</summary>
    private readonly record struct LateReading(int Series, int Site, long TimeMs, long ReceiptMs, double Value, QualityFlags Receipt);

    /// <summary>The late readings of one series and local day, in the order of the offsets.</summary>
    private sealed record LateGroup(int Series, long DayMs, long FirstMs, long LastMs, List<LateReading> Readings);

    /// <summary>Readings that wait in the late batch.</summary>
    public int UndecidedReadings => _lateBatch.Count;

    private void TakeLate(in LateReading late)
    {
        ref var series = ref _series[late.Series];
        var rules = _siteSeries[series.SiteSeries].Rules;

        // In the order of the offsets: not before those of its series that wait.
        if (series.HasPending || !_history.TryLoadRing(series, rules, late.TimeMs, late.Value, out var firstChangedMs)
            || BookedSlotOf(series, firstChangedMs) is not null || !HasJudgedFrom(series, firstChangedMs)
            || !TellsMoved(series, rules, firstChangedMs))
        {
            series.HasPending = true;
            _lateBatch.Add(late);
            return;
        }

        Decide(late);
        StoreLate(ref series, rules);
        PartitionInstruments.DecidedAtOnce.Add(1);
    }

    private void DecideLate()
    {
        if (_lateBatch.Count == 0) return;

        _history.Index(_commit, _lateBatch.Select(late => _series[late.Series].Number));
        // A stable order: within (series, day) the offsets decide who was first.
        var groups = _lateBatch.GroupBy(late => (late.Series, Day: WindowCalendar.LocalMidnight(late.TimeMs)))
            .Select(group => new LateGroup(group.Key.Series, group.Key.Day, group.Min(late => late.TimeMs), group.Max(late => late.TimeMs), [.. group]))
            .OrderBy(group => group.DayMs).ToList();
        for (var at = 0; at < groups.Count;)
        {
            var end = Fetch(groups, at);
            while (at < end) DecideGroup(groups[at++]);
        }

        PartitionInstruments.DecidedFromStore.Add(_lateBatch.Count);
        _history.Forget();
        _lateBatch.Clear();
    }

    // The neighbours of as many groups of one day as fit are read in one walk over the segments.
    private int Fetch(List<LateGroup> groups, int first)
    {
        _history.BeginFetch();
        var end = first;
        while (end < groups.Count && groups[end].DayMs == groups[first].DayMs)
        {
            ref readonly var series = ref _series[groups[end].Series];
            var rules = _siteSeries[series.SiteSeries].Rules;
            if (!_history.TryAddToFetch(series.Number, rules, groups[end].FirstMs, groups[end].LastMs)) break;
            end++;
        }

        _history.Fetch();
        return end;
    }

    private void DecideGroup(LateGroup group)
    {
        ref var series = ref _series[group.Series];
        var rules = _siteSeries[series.SiteSeries].Rules;
        _history.Load(series, rules, group.FirstMs, group.LastMs);
        foreach (var late in group.Readings) Decide(late);
        if (_history.HasNew) StoreLate(ref series, rules);
        series.HasPending = false;
    }

    private void Decide(in LateReading late)
    {
        ref var series = ref _series[late.Series];
        var siteSeries = _siteSeries[series.SiteSeries];
        ref var device = ref _devices[series.Device];
        var site = _sites[late.Site];
        device.Ledger.Pending--;
        site.Ledger.Pending--;
        Touch(series.Device, ref device);
        TouchSite(late.Site, site);

        if (_history.Find(late.TimeMs) is { } known)
        {
            if (known.Equals(late.Value))
            {
                device.Ledger.Duplicates++;
                site.Ledger.Duplicates++;
            }
            else
            {
                Reject(series.Device, late.Site, RejectReason.Conflict, 1);
            }

            return;
        }

        FillSlot(series, late.TimeMs);
        _history.Insert(late.TimeMs, late.Value, late.Receipt);
        NoteDelay(ref series, siteSeries.Site == late.Site ? siteSeries : SiteSeriesOf(late.Site, series.Indicator), late.ReceiptMs - late.TimeMs);
        device.Ledger.Stored++;
        site.Ledger.Stored++;
    }

    // In a slot that may be filled already.
    private void FillSlot(in SeriesState series, long timeMs)
    {
        var at = SiteSeriesAt(series, timeMs);
        if (at.Rules.SlotsBookedIn is not { } window) return;
        var slot = Slots.Start(timeMs, at.Rules.PeriodMs);
        if (!_history.AnyIn(slot, Slots.End(slot, at.Rules.PeriodMs))) BookSlot(series, at, window, slot);
    }

    /// <summary>Judges what was inserted into the history with its neighbours, and books what that changes.</summary>
    private void StoreLate(ref SeriesState series, IndicatorRules rules)
    {
        var (state, calm) = _history.Judge(rules);
        foreach (var (at, before) in _history.Changes)
        {
            var reading = _history[at];
            var home = SiteSeriesAt(series, reading.TimeMs);
            if (before is { } flag) ChangeStatistics(home, reading.TimeMs, flag, reading.Flag);
            else AddStatistics(home, OrdinalAt(series.Device, reading.TimeMs), reading.TimeMs, reading.Value, reading.Flag);
            _commit.AddReading(series.Number, reading.TimeMs, reading.Value, _history.FlagsAt(at));
            _history.Remember(series.Number, reading);
        }

        RecountLate(ref series);
        ChangeDeviceSlots(series, rules);
        ChangeAccepted(series);
        UpdateRing(ref series);
        if (_history.IsToEnd) series.Quality = state;
        series.SetCalm(_history.IsToEnd ? calm : 0);
    }

    // One after the other, each between those that are accepted at that moment.
    private void ChangeAccepted(in SeriesState series)
    {
        // What lies beyond the history, which reaches as far as anything that is booked here.
        var beyond = _history.IsToEnd ? null : AcceptedBefore(series, long.MaxValue);
        var rules = _siteSeries[series.SiteSeries].Rules;
        foreach (var (at, before) in _history.Changes)
        {
            var reading = _history[at];
            var (was, isNow) = (before is { } flag && flag != ReadingFlag.Fail, reading.Flag != ReadingFlag.Fail);
            if (was == isNow) continue;

            AcceptedReading? Of(StoredReading? known) => known is { } one ? new AcceptedReading(one.TimeMs, one.Value) : null;
            var after = Of(_history.AcceptedAfter(at)) ?? (beyond?.TimeMs > reading.TimeMs ? beyond : null);
            var (changed, earlier, sign) = (new AcceptedReading(reading.TimeMs, reading.Value), Of(_history.AcceptedBefore(at)), isNow ? 1 : -1);
            ChangeOwn(series, changed, earlier, after, sign);
            if (rules.Travel is { } travel)
            {
                ChangeTravel(
                    series, rules, changed, earlier, Of(_history.AcceptedAfter(at)),
                    _history.AcceptedBefore(at, travel.MovingFrom, travel.TripGapMs), _history.AcceptedAfter(at, travel.MovingFrom, travel.TripGapMs), sign);
            }

            _history.Accept(at, isNow);
        }

        if (rules.Travel is not null) _lastMoved.Remove(series.Number);
    }

    private void UpdateRing(ref SeriesState series)
    {
        var oldestMs = series.OldestMs;
        var hasLostOlder = false;
        foreach (var (at, before) in _history.Changes)
        {
            if (before is null) continue;
            var reading = _history[at];
            series.Reflag(reading.TimeMs, reading.Flag, ReceiptTests.HaveFound(reading.Findings));
            hasLostOlder |= reading.TimeMs == series.DroppedTimeMs && reading.Flag == ReadingFlag.Fail;
        }

        if (hasLostOlder) series.ForgetOlder();
        foreach (var (at, before) in _history.Changes)
        {
            var reading = _history[at];
            if (before is null && (series.Count < SeriesState.RingSize || reading.TimeMs > series.OldestMs))
                series.Insert(reading.TimeMs, reading.Value, reading.Flag, ReceiptTests.HaveFound(reading.Findings));
            else if (reading.TimeMs < oldestMs && reading.Flag != ReadingFlag.Fail)
                series.NoteOlder(reading.TimeMs, reading.Value);
        }

        if (hasLostOlder && _history.FindAcceptedBefore(series, series.OldestMs) is { } older) series.NoteOlder(older.TimeMs, older.Value);
    }
}
