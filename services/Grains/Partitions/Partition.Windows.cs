using SmartSectors.Grains.Devices;
using SmartSectors.Grains.Log;
using SmartSectors.Grains.Sites;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Grains.Partitions;

// Windows: how they gather, close, are published and revised, on the log's clock.
public sealed partial class Partition
{
    private readonly Dictionary<(Window Window, long StartMs), List<OpenCell>> _open = [];
    private readonly List<OpenCell> _late = [];
    private readonly long[] _frontiers = new long[5];

    private long _clockMs;
    private long _tickedMs;
    private long _lastStartMs;

    /// <summary>The log's clock: the newest time of receipt seen.</summary>
    public long ClockMs => _clockMs;

    /// <summary>The windows of a length that begin before this are closed.</summary>
    public long Frontier(Window window) => _frontiers[(int)window];

    /// <summary>
    /// Moves the log's clock to a block's time of receipt. Once a second of it, windows are closed, published and
    /// revised, and the late batch is decided; true then: it is the moment to commit.
    /// </summary>
    /// <remarks>The partitions' seconds begin at different moments, so that they do not all commit at once.</remarks>
    public bool Tick(long receiptMs, BlockFlags flags)
    {
        _isTickedAhead = true;
        _receiptMs = Math.Max(receiptMs, _clockMs);
        var started = flags.HasFlag(BlockFlags.Started);
        if (started) _lastStartMs = _receiptMs;
        if (_clockMs == 0) Begin(_receiptMs);
        EnterReceiptQuarter(started);

        _clockMs = _receiptMs;
        if (Phase(_tickedMs) == Phase(_clockMs) && !started) return false;

        var before = _tickedMs;
        var now = _clockMs;
        _tickedMs = now;

        DecideLate();
        Revise(before, now);
        RebuildOpen();
        if (Crossed(before, now, TimeSpan.FromMinutes(1))) OfferIdleDevices();
        CloseWindows(now);
        EraseWhatIsDue();
        Publish(before, now);
        return true;
    }

    private long Phase(long timeMs) => (timeMs + (Number * 1000 / Numbers.PartitionCount)) / 1000;

    // A new partition has nothing to close: its windows begin with those that are open now.
    private void Begin(long nowMs)
    {
        foreach (var window in WindowCalendar.All)
            _frontiers[(int)window] = WindowCalendar.Start(window, nowMs - _options.ClosingDelayMs(window));
        _tickedMs = nowMs;
        _receiptQuarter = (uint)(nowMs / QuarterMs);
    }

    private OpenCell Gather(SiteSeries series, Window window, long startMs)
    {
        var cell = series.Find(window, startMs) ?? Open(series, window, startMs);
        TouchCell(cell);
        cell.IsChanged = true;
        return cell;
    }

    private OpenCell Open(SiteSeries series, Window window, long startMs, Cell? content = null)
    {
        var isLate = startMs < _frontiers[(int)window];
        var cell = content is null ? new OpenCell(series, window, startMs, isLate) : new OpenCell(series, window, startMs, isLate) { Content = content };
        series.Add(cell);
        if (cell.IsLate)
        {
            _late.Add(cell);
        }
        else
        {
            if (!_open.TryGetValue((window, startMs), out var cells)) _open.Add((window, startMs), cells = []);
            cells.Add(cell);
        }

        return cell;
    }

    private void CloseWindows(long nowMs)
    {
        foreach (var window in WindowCalendar.All)
        {
            while (true)
            {
                var start = _frontiers[(int)window];
                var end = WindowCalendar.End(window, start);
                if (nowMs < Math.Max(end, _lastStartMs) + _options.ClosingDelayMs(window)) break;
                if (window > Window.Minute && _frontiers[(int)window - 1] < end) break; // Its children are open yet.
                Close(window, start, end);
                _frontiers[(int)window] = end;
            }
        }
    }

    private void Close(Window window, long startMs, long endMs)
    {
        if (window == Window.QuarterHour)
        {
            ExtendHolds(endMs);
            BookNewest(startMs, endMs);
        }

        BookDeviceSlots(window, startMs, endMs);
        ExpectSlots(window, startMs, endMs);

        if (!_open.Remove((window, startMs), out var cells)) return;
        foreach (var cell in cells)
        {
            PublishCell(cell, new StoredCell(0, IsFinal: true, cell.Content));
            PassUp(cell);
            cell.Series.Remove(cell);
            Forget(cell);
        }
    }

    /// <summary>What a window has gathered goes to the longer one that holds it, open or closed.</summary>
    private void PassUp(OpenCell cell)
    {
        if (cell.Window == Window.Month) return;
        var parent = cell.Window + 1;
        Gather(cell.Series, parent, WindowCalendar.Start(parent, cell.StartMs)).Content.MergeSameSite(cell.Content);
    }

    private void Publish(long beforeMs, long nowMs)
    {
        foreach (var window in WindowCalendar.All)
        {
            if (!Crossed(beforeMs, nowMs, _options.PublishEvery[(int)window])) continue;

            // A parent may be opened on the way: the windows of this length are listed first.
            foreach (var ((length, _), cells) in _open.Where(entry => entry.Key.Window == window).ToList())
            {
                foreach (var cell in cells)
                {
                    if (!cell.IsChanged) continue;
                    PublishCell(cell, new StoredCell(0, IsFinal: false, cell.Series.View(cell)));
                    cell.IsChanged = false;
                    if (length < Window.Month) MarkParent(cell);
                }
            }
        }
    }

    // Only to be shown: what the parent holds itself has not changed.
    private void MarkParent(OpenCell cell)
    {
        var window = cell.Window + 1;
        var start = WindowCalendar.Start(window, cell.StartMs);
        if (cell.Series.Find(window, start) is { } parent) parent.IsChanged = true;
        else Gather(cell.Series, window, start);
    }

    private void Revise(long beforeMs, long nowMs)
    {
        if (_late.Count == 0) return;
        foreach (var window in WindowCalendar.All)
        {
            if (!Crossed(beforeMs, nowMs, _options.ReviseEvery[(int)window])) continue;

            var cells = window == Window.Minute ? MinutesToRevise() : _late.Where(cell => cell.Window == window).ToList();
            Revise(cells);
        }
    }

    private void Revise(List<OpenCell> cells)
    {
        var rebuilt = Rebuild(cells.Where(cell => cell.NeedsRebuild));
        foreach (var cell in cells)
        {
            if (rebuilt.TryGetValue(cell, out var statistics))
            {
                ReviseRebuilt(cell, statistics);
            }
            else if (!cell.Content.IsEmpty)
            {
                // What changed nothing, as a late value that is the one held there anyway, makes no revision.
                ReviseCell(cell);
                PassUp(cell);
            }

            cell.Series.Remove(cell);
            Forget(cell);
        }

        var revised = cells.ToHashSet();
        _late.RemoveAll(revised.Contains);
    }

    // Of those to be made anew not more hours at once than a tick has time for: the others wait for the next revision.
    private List<OpenCell> MinutesToRevise()
    {
        var hours = _late.Where(cell => cell.Window == Window.Minute && cell.NeedsRebuild).Select(HourOf).Distinct().Order().Take(_options.RebuiltHours).ToHashSet();
        return [.. _late.Where(cell => cell.Window == Window.Minute && (!cell.NeedsRebuild || hours.Contains(HourOf(cell))))];
    }

    private void ReviseCell(OpenCell late)
    {
        var key = KeyOf(late);
        var stored = FindStored(key);
        var content = stored?.Content ?? new Cell();
        content.MergeSameSite(late.Content);
        PublishCell(late, new StoredCell((stored?.Revision ?? 0) + 1, IsFinal: true, content));
    }

    private StoredCell? FindStored(in CellKey key)
    {
        if (_commit.TryFindCell(key, out var pending)) return pending;
        return _store.FindCell(Number, key);
    }

    private void PublishCell(OpenCell cell, in StoredCell stored) => _commit.PutCell(KeyOf(cell), stored);

    private static CellKey KeyOf(OpenCell cell) =>
        new(cell.Series.Rules.Indicator.Number, cell.Window, cell.StartMs, cell.Series.Site);

    private static bool Crossed(long beforeMs, long nowMs, TimeSpan every)
    {
        var step = (long)every.TotalMilliseconds;
        return beforeMs / step != nowMs / step;
    }

    /// <summary>Books the slots that were expected in a window, for every series that books its slots there: silence shows.</summary>
    private void ExpectSlots(Window window, long startMs, long endMs)
    {
        for (var i = 0; i < _series.Count; i++)
        {
            ref readonly var series = ref _series[i];
            var rules = _siteSeries[series.SiteSeries].Rules;
            if (rules.SlotsBookedIn != window || !IsActive(series)) continue;

            var from = Math.Max(startMs, series.ActiveSlotMs);
            if (_devices[series.Device].HasMoved)
            {
                ExpectSlotsOfMoved(series, window, startMs, from, endMs);
                continue;
            }

            var slots = Slots.StartingIn(from, endMs, rules.PeriodMs);
            if (slots > 0) Gather(_siteSeries[series.SiteSeries], window, startMs).Content.AddSlots(slots, 0);
        }

        foreach (var siteSeries in _siteSeries)
        {
            if (siteSeries.AsleepFromSlots.Count == 0 || siteSeries.Rules.SlotsBookedIn != window) continue;
            var slots = siteSeries.AsleepFromSlots.Sum(from => Slots.StartingIn(Math.Max(startMs, from), endMs, siteSeries.Rules.PeriodMs));
            if (slots > 0) Gather(siteSeries, window, startMs).Content.AddSlots(slots, 0);
        }
    }

    // A slot belongs to the site where its device was at its start.
    private void ExpectSlotsOfMoved(in SeriesState series, Window window, long startMs, long fromMs, long endMs)
    {
        var residences = ResidencesFrom(series.Device, fromMs);
        for (var i = 0; i < residences.Count; i++)
        {
            var from = Math.Max(fromMs, residences[i].FromMs);
            var end = i + 1 < residences.Count ? Math.Min(endMs, residences[i + 1].FromMs) : endMs;
            if (from >= end) continue;
            var at = SiteSeriesOf(residences[i].Site, series.Indicator);
            var slots = Slots.StartingIn(from, end, at.Rules.PeriodMs);
            if (slots > 0) Gather(at, window, startMs).Content.AddSlots(slots, 0);
        }
    }

    // The first reading in a slot, in time order.
    private void EnterSlot(ref SeriesState series, SiteSeries siteSeries, long timeMs)
    {
        var rules = siteSeries.Rules;
        if (rules.SlotsBookedIn is not { } window)
        {
            series.SlotEndMs = long.MaxValue;
            return;
        }

        var slot = Slots.Start(timeMs, rules.PeriodMs);
        if (!IsActive(series)) series.ActiveSlotMs = FirstOpenSlot(slot, window, rules.PeriodMs);
        series.SlotEndMs = Slots.End(slot, rules.PeriodMs);
        BookSlot(series, siteSeries, window, slot);
    }

    private void BookSlot(in SeriesState series, SiteSeries siteSeries, Window window, long slotMs)
    {
        if (slotMs < series.ActiveSlotMs || slotMs < SettledBefore(series.Number)) return;
        var at = _devices[series.Device].HasMoved ? SiteSeriesAt(series, slotMs) : siteSeries;
        Gather(at, window, WindowCalendar.Start(window, slotMs)).Content.AddSlots(0, 1);
    }

    // A device is active from its first reading on, but not in windows that were closed before it was heard.
    private long FirstOpenSlot(long slotMs, Window window, long periodMs)
    {
        var frontier = _frontiers[(int)window];
        if (WindowCalendar.Start(window, slotMs) >= frontier) return slotMs;
        var slot = Slots.Start(frontier, periodMs);
        return slot >= frontier ? slot : Slots.End(slot, periodMs);
    }
}
