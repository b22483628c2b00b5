using System.Runtime.InteropServices;
using SmartSectors.Grains.Partitions;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Quality.Criteria;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Readings;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Storage.Check;

/// <summary>
/// The cells of one indicator at some sites of one partition, from the readings alone and as plainly as
/// <c>aggregation.md</c> says it: series by series, a local day at a time, the newest day first. It shares nothing with
/// the code that applies but the cell itself and the calendar.
/// </summary>
internal sealed partial class Recomputation(
    Indicator indicator, IReadOnlyList<SeriesFacts> series, SeriesInputs inputs, Func<int, bool> isWanted, Func<Window, long> frontier,
    long criteriaFromMs, Func<ushort, long> travelFromMs, SegmentScan segments, CheckCounts counts)
{
    private readonly long _periodMs = (long)indicator.Period.TotalMilliseconds;
    private readonly Window? _slotsBookedIn = Slots.BookedIn((long)indicator.Period.TotalMilliseconds);
    private readonly OwnState _own = OwnValue.StateOf(indicator);
    private readonly List<StoredReading> _readings = [];
    private readonly HashSet<int> _acceptedLater = [];
    private readonly HashSet<int> _heardLater = [];
    private Dictionary<CellAt, Cell> _months = [];
    private Dictionary<CellAt, Cell> _cells = [];

    /// <summary>The cells of a day; its minutes to its day. Days are asked from the newest to the oldest.</summary>
    public Dictionary<CellAt, Cell> Day(long dayMs)
    {
        _cells = [];
        _dayMs = dayMs;
        foreach (var one in series) AddSeries(one, dayMs);
        foreach (var (input, isNumerator) in inputs.OfRatio) AddInput(input, isNumerator, dayMs);
        foreach (var vehicle in inputs.Derived) AddTravel(vehicle, dayMs);
        for (var window = Window.Minute; window < Window.Month; window++) MergeUp(window);
        return _cells;
    }

    /// <summary>The cells of the months whose days were asked since the last call.</summary>
    public Dictionary<CellAt, Cell> TakeMonths()
    {
        var months = _months;
        _months = [];
        return months;
    }

    // A reading holds until the next accepted one, at most three periods.
    private long HoldMs => _own.TakesHolds() ? (long)indicator.Hold.TotalMilliseconds : 0;

    private void AddSeries(SeriesFacts one, long dayMs)
    {
        var endMs = dayMs + WindowCalendar.DayMs;
        segments.Read(one.Index, dayMs - HoldMs, endMs, _readings);
        var ofDay = _readings.FindIndex(reading => reading.TimeMs >= dayMs);
        if (ofDay >= 0)
        {
            var readings = CollectionsMarshal.AsSpan(_readings)[ofDay..];
            counts.Readings += readings.Length;
            AddReadings(one, readings);
            AddReceived(one, readings);
            AddJudged(one, readings);
        }

        AddExpected(one, dayMs, endMs);
        _readings.RemoveAll(reading => reading.Flag == ReadingFlag.Fail);
        if (_own.TakesSlots()) AddDeviceSlots(one, dayMs);
        if (_own == OwnState.Counter) AddCounts(one, dayMs);
        if (_own == OwnState.ShareBreach && _periodMs == 0) AddBreaches(one, dayMs);
        if (_own == OwnState.SumMean && HoldMs > 0) AddWeights(one, dayMs);
        if (HoldMs > 0) AddHolds(one, dayMs, endMs);
    }

    private void AddReadings(SeriesFacts one, ReadOnlySpan<StoredReading> readings)
    {
        foreach (ref readonly var reading in readings)
        {
            var residence = one.At(reading.TimeMs);
            if (CellOf(residence.Site, Window.Minute, reading.TimeMs) is not { } cell) continue;
            cell.Add(reading.Value, reading.Flag, residence.Ordinal);
            if (_own == OwnState.Last && reading.Flag != ReadingFlag.Fail) cell.NoteLast(reading.TimeMs, reading.Value);
        }
    }

    private void AddReceived(SeriesFacts one, ReadOnlySpan<StoredReading> readings)
    {
        if (_slotsBookedIn is not { } window) return;

        var filled = long.MinValue;
        foreach (ref readonly var reading in readings)
        {
            var slot = Slots.Start(reading.TimeMs, _periodMs);
            if (slot == filled || slot < one.ActiveSlotMs) continue;
            filled = slot;
            CellOf(one.At(slot).Site, window, slot)?.AddSlots(expected: 0, received: 1);
        }
    }

    // A quarter-hour says how many of its readings passed once it is closed, or its series has newer readings.
    private void AddJudged(SeriesFacts one, ReadOnlySpan<StoredReading> readings)
    {
        for (var next = 0; next < readings.Length;)
        {
            var startMs = WindowCalendar.Start(Window.QuarterHour, readings[next].TimeMs);
            var endMs = WindowCalendar.End(Window.QuarterHour, startMs);
            var judged = default(JudgedCount);
            for (; next < readings.Length && readings[next].TimeMs < endMs; next++) judged.Add(readings[next].Flag);

            var isBooked = next < readings.Length || _heardLater.Contains(one.Index) || startMs < frontier(Window.QuarterHour);
            if (!isBooked || startMs < criteriaFromMs) continue;
            var slots = _periodMs == 0 ? 0 : Slots.StartingIn(Math.Max(startMs, one.ActiveSlotMs), endMs, _periodMs);
            CellOf(one.At(startMs).Site, Window.QuarterHour, startMs)?.GatherCriteria().ChangeCorrect(default, judged, Math.Max(1, slots));
        }

        _heardLater.Add(one.Index);
    }

    // Only closed windows say what was expected of them. A slot belongs to the site where the device was at its start.
    private void AddExpected(SeriesFacts one, long dayMs, long endMs)
    {
        if (_slotsBookedIn is not { } window) return;

        for (var start = WindowCalendar.Start(window, dayMs); start < Math.Min(endMs, frontier(window)); start = WindowCalendar.End(window, start))
        {
            if (start < dayMs) continue; // A month, booked on its first day.
            for (var i = 0; i < one.Residences.Count; i++)
            {
                var from = i == 0 ? start : Math.Max(start, one.Residences[i].FromMs);
                var to = WindowCalendar.End(window, start);
                if (i + 1 < one.Residences.Count) to = Math.Min(to, one.Residences[i + 1].FromMs);
                from = Math.Max(from, one.ActiveSlotMs);
                var slots = from < to ? Slots.StartingIn(from, to, _periodMs) : 0;
                if (slots > 0) CellOf(one.Residences[i].Site, window, start)?.AddSlots(slots, received: 0);
            }
        }
    }

    private void AddHolds(SeriesFacts one, long dayMs, long endMs)
    {
        for (var i = 0; i < _readings.Count; i++)
        {
            var (timeMs, value, _, _) = _readings[i];
            // The newest value of all holds as far as quarter-hours are closed: the rest is booked as they close.
            var until = i + 1 < _readings.Count ? _readings[i + 1].TimeMs
                : _acceptedLater.Contains(one.Index) ? endMs
                : frontier(Window.QuarterHour);
            Fill(one.At(timeMs).Site, value, FactsOf(one, timeMs), Math.Max(timeMs, dayMs), Math.Min(Math.Min(until, timeMs + HoldMs), endMs));
        }

        if (_readings.Count > 0 && _readings[^1].TimeMs >= dayMs) _acceptedLater.Add(one.Index);
    }

    private void Fill(int site, double value, DeviceFacts facts, long fromMs, long toMs)
    {
        var rate = OwnRate.Of(_own, indicator, value, facts);
        while (fromMs < toMs)
        {
            var end = Math.Min(toMs, WindowCalendar.End(Window.QuarterHour, WindowCalendar.Start(Window.QuarterHour, fromMs)));
            if (CellOf(site, Window.QuarterHour, fromMs) is { } cell) rate.AddTo(cell, end - fromMs);
            fromMs = end;
        }
    }

    // One value a device and slot, once the slot's window is closed.
    private void AddDeviceSlots(SeriesFacts one, long dayMs)
    {
        var lengthMs = DeviceSlot.LengthMs(indicator);
        if (Slots.BookedIn(lengthMs) is not { } window) return;

        foreach (var slot in _readings.Where(reading => reading.TimeMs >= dayMs).GroupBy(reading => Slots.Start(reading.TimeMs, lengthMs)))
        {
            if (WindowCalendar.Start(window, slot.Key) >= frontier(window)) continue;
            var content = default(DeviceSlot);
            foreach (var reading in slot) content.Add(indicator.DeviceMethod, reading.TimeMs, reading.Value);
            CellOf(one.At(slot.Key).Site, window, slot.Key)?.ChangeDeviceSlot(null, content.ValueBy(indicator.DeviceMethod));
        }
    }

    private void AddCounts(SeriesFacts one, long dayMs)
    {
        foreach (var (timeMs, increment) in Counts(one, dayMs))
        {
            if (CellOf(one.At(timeMs).Site, Window.QuarterHour, timeMs) is { } cell) increment.AddTo(cell);
        }
    }

    // What a counter counted at each of the day's accepted readings.
    private IEnumerable<(long TimeMs, OwnIncrement Increment)> Counts(SeriesFacts one, long dayMs)
    {
        if (_readings.Count == 0) yield break;
        var last = LastBefore(one, dayMs);
        foreach (var (timeMs, value, _, _) in _readings)
        {
            if (last is { } before) yield return (timeMs, OwnIncrement.Counter(before, value));
            last = value;
        }
    }

    // The accepted value before a day, however old.
    private double? LastBefore(SeriesFacts one, long dayMs)
    {
        var before = new List<StoredReading>();
        foreach (var fromMs in (ReadOnlySpan<long>)[dayMs - WindowCalendar.DayMs, long.MinValue])
        {
            segments.Read(one.Index, fromMs, dayMs, before);
            var found = before.FindLastIndex(reading => reading.Flag != ReadingFlag.Fail);
            if (found >= 0) return before[found].Value;
        }

        return null;
    }

    private void AddBreaches(SeriesFacts one, long dayMs)
    {
        foreach (var (timeMs, value, _, _) in _readings)
        {
            if (timeMs >= dayMs && CellOf(one.At(timeMs).Site, Window.QuarterHour, timeMs) is { } cell)
                OwnIncrement.BreachEvent(indicator, value, FactsOf(one, timeMs)).AddTo(cell);
        }
    }

    private void MergeUp(Window window)
    {
        foreach (var (at, cell) in _cells.Where(entry => entry.Key.Window == window).ToList())
            CellOf(at.Site, window + 1, at.StartMs)?.MergeSameSite(cell);
    }

    // Null for a site that is not asked for, where a device was for a while.
    private Cell? CellOf(int site, Window window, long timeMs)
    {
        if (!isWanted(site)) return null;
        var cells = window == Window.Month ? _months : _cells;
        ref var cell = ref CollectionsMarshal.GetValueRefOrAddDefault(cells, new CellAt(site, window, WindowCalendar.Start(window, timeMs)), out _);
        return cell ??= new Cell();
    }
}
