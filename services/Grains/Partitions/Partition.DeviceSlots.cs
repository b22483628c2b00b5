using System.Runtime.InteropServices;
using SmartSectors.Grains.Devices;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Grains.Partitions;

// Percentiles of devices: each device gives one value a slot. It is booked when the slot's window closes, from the slot's
// accepted readings; those that come, or leave, later replace it.
public sealed partial class Partition
{
    // Of slots that were booked before their readings came, as when days are backfilled in order: so that each reading
    // need not ask the store for those before it. By the series' numbers, until the next commit.
    private readonly Dictionary<int, RunningSlot> _runningSlots = [];

    private sealed class RunningSlot(long slotMs)
    {
        public long SlotMs { get; } = slotMs;

        // Not readonly: a struct that is added to.
        public DeviceSlot Content;
    }

    private void BookDeviceSlots(Window window, long startMs, long endMs)
    {
        if (window == Window.Minute) return; // No slot is as short.

        var fromStore = new HashSet<int>();
        for (var i = 0; i < _series.Count; i++)
        {
            if (HasSlotsIn(_series[i], window, startMs) && !IsInRing(_series[i], startMs)) fromStore.Add(_series[i].Number);
        }

        var stored = ReadUnsettled(fromStore, startMs, endMs);
        for (var i = 0; i < _series.Count; i++)
        {
            ref readonly var series = ref _series[i];
            if (!HasSlotsIn(series, window, startMs)) continue;
            var readings = fromStore.Contains(series.Number) ? stored.GetValueOrDefault(series.Number) ?? [] : RingOf(series, startMs, endMs);
            BookDeviceSlots(series, window, startMs, readings);
        }
    }

    private bool HasSlotsIn(in SeriesState series, Window window, long startMs) =>
        series.Count > 0 && series.NewestMs >= startMs && _siteSeries[series.SiteSeries].Rules.DeviceSlotsBookedIn == window;

    // All accepted readings from a moment on.
    private static bool IsInRing(in SeriesState series, long fromMs) => series.DroppedTimeMs < fromMs;

    private static List<StoredReading> RingOf(in SeriesState series, long fromMs, long toMs)
    {
        var readings = new List<StoredReading>(SeriesState.RingSize);
        for (var rank = 0; rank < series.Count; rank++)
        {
            var (timeMs, value, flag) = series[rank];
            if (timeMs >= fromMs && timeMs < toMs) readings.Add(new StoredReading(timeMs, value, flag));
        }

        return readings;
    }

    private void BookDeviceSlots(in SeriesState series, Window window, long startMs, List<StoredReading> readings)
    {
        var rules = _siteSeries[series.SiteSeries].Rules;
        var slots = new SortedDictionary<long, List<StoredReading>>();
        foreach (var reading in readings)
        {
            if (reading.Flag == ReadingFlag.Fail) continue;
            var slot = Slots.Start(reading.TimeMs, rules.DeviceSlotMs);
            if (!slots.TryGetValue(slot, out var ofSlot)) slots.Add(slot, ofSlot = []);
            ofSlot.Add(reading);
        }

        foreach (var (slot, ofSlot) in slots)
        {
            var value = ValueOf(ofSlot, rules);
            Gather(SiteSeriesAt(series, slot), window, startMs).Content.ChangeDeviceSlot(null, value);
        }
    }

    private static double? ValueOf(IEnumerable<StoredReading> accepted, IndicatorRules rules)
    {
        var slot = default(DeviceSlot);
        foreach (var reading in accepted) slot.Add(rules.Indicator.DeviceMethod, reading.TimeMs, reading.Value);
        return slot.ValueBy(rules.Indicator.DeviceMethod);
    }

    /// <summary>The newest reading joins the accepted ones; its slot may have been booked already.</summary>
    private void JoinDeviceSlot(in SeriesState series, AcceptedReading reading)
    {
        if (BookedSlotOf(series, reading.TimeMs) is not { } slotMs) return;

        var rules = _siteSeries[series.SiteSeries].Rules;
        var method = rules.Indicator.DeviceMethod;
        if (!_runningSlots.TryGetValue(series.Number, out var running) || running.SlotMs != slotMs)
        {
            _runningSlots[series.Number] = running = new RunningSlot(slotMs);
            foreach (var known in AcceptedIn(series, slotMs, rules)) running.Content.Add(method, known.TimeMs, known.Value);
        }

        var before = running.Content.ValueBy(method);
        running.Content.Add(method, reading.TimeMs, reading.Value);
        ChangeDeviceSlot(series, slotMs, before, running.Content.ValueBy(method));
    }

    /// <summary>The newest reading leaves the accepted ones, being still among them in the ring.</summary>
    private void LeaveDeviceSlot(in SeriesState series, AcceptedReading reading)
    {
        _runningSlots.Remove(series.Number);
        if (BookedSlotOf(series, reading.TimeMs) is not { } slotMs) return;

        var rules = _siteSeries[series.SiteSeries].Rules;
        var accepted = AcceptedIn(series, slotMs, rules);
        ChangeDeviceSlot(series, slotMs, ValueOf(accepted, rules), ValueOf(accepted.Where(other => other.TimeMs != reading.TimeMs), rules));
    }

    /// <summary>What late readings changed in slots that are booked, before the history takes the changes over.</summary>
    private void ChangeDeviceSlots(in SeriesState series, IndicatorRules rules)
    {
        if (rules.DeviceSlotsBookedIn is null) return;

        _runningSlots.Remove(series.Number);
        var changed = new SortedSet<long>();
        foreach (var (at, before) in _history.Changes)
        {
            var reading = _history[at];
            var was = before is { } flag && flag != ReadingFlag.Fail;
            if (was != (reading.Flag != ReadingFlag.Fail) && BookedSlotOf(series, reading.TimeMs) is { } slotMs) changed.Add(slotMs);
        }

        foreach (var slotMs in changed)
        {
            var (before, now) = _history.AcceptedIn(slotMs, Slots.End(slotMs, rules.DeviceSlotMs));
            ChangeDeviceSlot(series, slotMs, ValueOf(before, rules), ValueOf(now, rules));
        }
    }

    // Null where it is booked at its window's close, or not at all.
    private long? BookedSlotOf(in SeriesState series, long timeMs)
    {
        var rules = _siteSeries[series.SiteSeries].Rules;
        if (rules.DeviceSlotsBookedIn is not { } window) return null;
        var slotMs = Slots.Start(timeMs, rules.DeviceSlotMs);
        return WindowCalendar.Start(window, slotMs) < _frontiers[(int)window] ? slotMs : null;
    }

    private void ChangeDeviceSlot(in SeriesState series, long slotMs, double? before, double? now)
    {
        var at = SiteSeriesAt(series, slotMs);
        var window = at.Rules.DeviceSlotsBookedIn!.Value;
        Gather(at, window, WindowCalendar.Start(window, slotMs)).Content.ChangeDeviceSlot(before, now);
    }

    private List<StoredReading> AcceptedIn(in SeriesState series, long slotMs, IndicatorRules rules)
    {
        if (series.Count == 0 || series.NewestMs < slotMs) return [];
        var end = Slots.End(slotMs, rules.DeviceSlotMs);
        var readings = IsInRing(series, slotMs)
            ? RingOf(series, slotMs, end)
            : ReadUnsettled([series.Number], slotMs, end).GetValueOrDefault(series.Number) ?? [];
        readings.RemoveAll(reading => reading.Flag == ReadingFlag.Fail);
        return readings;
    }

    /// <summary>The same without what is settled, which nothing is made of any more.</summary>
    private Dictionary<int, List<StoredReading>> ReadUnsettled(HashSet<int> numbers, long fromMs, long toMs)
    {
        var readings = ReadStored(numbers, fromMs, toMs);
        if (_settled.Count == 0) return readings;
        foreach (var (number, ofSeries) in readings)
        {
            var settledMs = SettledBefore(number);
            ofSeries.RemoveAll(reading => reading.TimeMs < settledMs);
        }

        return readings;
    }

    /// <summary>What some series have stored in [from, to), committed or not.</summary>
    /// <param name="uncommitted">Places in the commit that may be in the time, in the order of storing; null for all.</param>
    private Dictionary<int, List<StoredReading>> ReadStored(HashSet<int> numbers, long fromMs, long toMs, ArraySegment<int>? uncommitted = null)
    {
        var readings = new Dictionary<int, List<StoredReading>>();
        if (numbers.Count == 0) return readings;

        _store.ReadSeries(Number, numbers, fromMs, toMs, readings);
        for (var at = 0; at < (uncommitted?.Count ?? _commit.ReadingCount); at++)
        {
            var i = uncommitted is { } places ? places[at] : at;
            if (_commit.Times[i] < fromMs || _commit.Times[i] >= toMs || !numbers.Contains(_commit.Series[i])) continue;
            ref var ofSeries = ref CollectionsMarshal.GetValueRefOrAddDefault(readings, _commit.Series[i], out _);
            (ofSeries ??= []).Add(_commit.ReadingAt(i));
        }

        foreach (var ofSeries in readings.Values)
            CollectionsMarshal.SetCount(ofSeries, NewestWins.Collapse(CollectionsMarshal.AsSpan(ofSeries)));
        return readings;
    }
}
