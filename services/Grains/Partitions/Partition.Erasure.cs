using SmartSectors.Grains.Devices;
using SmartSectors.Grains.Log;
using SmartSectors.Telemetry.Binary;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Grains.Partitions;

// Erasure of a device's raw readings by an operator's order. What they made stays: cells, books. So whatever could only be
// changed with them in hand is settled: nothing that the device measured before the erasure is taken any more or judged
// anew, its series begin again, and the minutes that lack readings are not made anew from those of other devices.
public sealed partial class Partition
{
    private readonly Dictionary<int, ErasureEntry> _erasures = [];
    private readonly HashSet<int> _touchedErasures = [];

    // Devices with an order that is due.
    private readonly SortedSet<int> _toErase = [];

    // By series' numbers, of those with erasures.
    private readonly Dictionary<int, long> _settled = [];

    private void Apply(in DeviceErased erased)
    {
        var index = Numbers.IndexOf(erased.Device);
        ref var device = ref DeviceAt(index);
        var entry = _erasures.GetValueOrDefault(index) ?? new ErasureEntry(index);
        DecideLate(); // What waits may be the newest.
        entry.LastOrder++;
        var untilMs = Math.Min(erased.UntilMs, Math.Max(_receiptMs, NewestOf(index) + 1));
        var fromMs = Math.Min(erased.FromMs, untilMs);
        entry.Due.Add(new DueErasure(entry.LastOrder, fromMs, untilMs));
        _toErase.Add(index);
        Touch(ref device, entry);
        _commit.ErasureOrders.Add(new ErasureOrder(index, entry.LastOrder, fromMs, untilMs, _receiptMs, erased.By, erased.Reason));
    }

    /// <summary>How many orders of a device were received.</summary>
    public int ErasureOrdersOf(int index) => _erasures.GetValueOrDefault(index)?.LastOrder ?? 0;

    // A cell that gathers may be made anew from readings: they go when all their minutes are closed.
    private void EraseWhatIsDue()
    {
        if (_toErase.Count == 0) return;
        foreach (var index in _toErase.ToList())
        {
            var entry = _erasures[index];
            foreach (var due in entry.Due.Where(due => due.UntilMs <= Frontier(Window.Minute)).ToList()) Erase(index, entry, due);
            if (entry.Due.Count == 0) _toErase.Remove(index);
        }
    }

    private void Erase(int index, ErasureEntry entry, in DueErasure due)
    {
        ref var device = ref DeviceAt(index);
        var minutes = MinutesOf(index, due);
        ReviseBefore(minutes);
        Seal(minutes);
        entry.Sealed.RemoveAll(minutes => minutes.ToMs < _clockMs - (long)SeriesState.LongestHorizon.TotalMilliseconds);
        entry.Sealed.AddRange(minutes);

        entry.SettledMs = Math.Max(entry.SettledMs, Math.Max(due.UntilMs, EndOfBooked(index)));
        for (var i = device.FirstSeries; i >= 0; i = _series[i].Next)
        {
            entry.Series.Add(_series[i].Number);
            BeginAgain(ref _series[i]);
        }

        foreach (var number in entry.Series) _settled[number] = entry.SettledMs;
        _places.Remove(index);
        entry.Due.Remove(due);
        Touch(ref device, entry);
        _commit.Erasures.Add(new ErasedReadings(index, due.Order, due.FromMs, due.UntilMs, entry.Series.ToHashSet(), entry.SettledMs, _clockMs));
    }

    // Wherever the device ever was; of what may still come late.
    private List<SealedMinutes> MinutesOf(int index, in DueErasure due)
    {
        var fromMs = Math.Max(due.FromMs, _clockMs - (long)SeriesState.LongestHorizon.TotalMilliseconds);
        if (fromMs >= due.UntilMs) return [];
        fromMs = WindowCalendar.Start(Window.Minute, fromMs);
        var toMs = WindowCalendar.End(Window.Minute, WindowCalendar.Start(Window.Minute, due.UntilMs - 1));

        ref readonly var device = ref _devices[index];
        var sites = device.HasMoved ? AllResidencesOf(index).Select(residence => residence.Site).Distinct().ToList() : [device.Site];
        var minutes = new List<SealedMinutes>();
        for (var i = device.FirstSeries; i >= 0; i = _series[i].Next)
        {
            foreach (var site in sites) minutes.Add(new SealedMinutes(site, _series[i].Indicator, fromMs, toMs));
        }

        return minutes;
    }

    // What waits to be made anew is, while the readings are there.
    private void ReviseBefore(List<SealedMinutes> minutes)
    {
        var waiting = _late.Where(cell => cell.Window == Window.Minute && cell.NeedsRebuild && minutes.Exists(sealedOnes =>
            sealedOnes.Site == cell.Series.Site && sealedOnes.Indicator == cell.Series.Rules.Indicator.Number
            && cell.StartMs >= sealedOnes.FromMs && cell.StartMs < sealedOnes.ToMs)).ToList();
        if (waiting.Count > 0) Revise(waiting);
    }

    private void Seal(List<SealedMinutes> minutes)
    {
        foreach (var (site, indicator, fromMs, toMs) in minutes) SiteSeriesOf(site, indicator).Seal(fromMs, toMs);
    }

    // After its newest reading, and after what the newest accepted one of a series is booked to hold for.
    private long EndOfBooked(int index)
    {
        var endMs = NewestOf(index) is > long.MinValue and var newestMs ? newestMs + 1 : long.MinValue;
        for (var i = _devices[index].FirstSeries; i >= 0; i = _series[i].Next)
        {
            var rules = _siteSeries[_series[i].SiteSeries].Rules;
            if (rules.IsHeld && AcceptedBefore(_series[i], long.MaxValue) is { } accepted)
                endMs = Math.Max(endMs, Math.Min(_frontiers[(int)Window.QuarterHour], accepted.TimeMs + rules.HoldMs));
        }

        return endMs;
    }

    // As one that had no readings yet, but is expected.
    private void BeginAgain(ref SeriesState series)
    {
        if (series.Count > 0 && series.NewestMs >= _frontiers[(int)Window.QuarterHour]) BookJudged(series, series.NewestMs, default, series.Judged);
        _lastMoved.Remove(series.Number);
        _runningSlots.Remove(series.Number);
        _acceptedDays.Remove(series.Number);
        series = new SeriesState
        {
            Indicator = series.Indicator,
            Device = series.Device,
            Number = series.Number,
            SiteSeries = series.SiteSeries,
            Next = series.Next,
            ActiveSlotMs = series.ActiveSlotMs,
            SlotEndMs = series.SlotEndMs,
            Prompt = series.Prompt,
            DroppedTimeMs = long.MinValue,
        };
    }

    private long SettledBefore(int series) => _settled.Count > 0 && _settled.TryGetValue(series, out var settledMs) ? settledMs : long.MinValue;

    /// <summary>It had readings, were they erased since: so it is expected to have more.</summary>
    private bool IsActive(in SeriesState series) => series.Count > 0 || (_settled.Count > 0 && _settled.ContainsKey(series.Number));

    private void Touch(ref DeviceGrain device, ErasureEntry entry)
    {
        _erasures[entry.Index] = entry;
        device.HasErasures = true;
        _touchedErasures.Add(entry.Index);
        Touch(entry.Index, ref device);
    }

    private void WriteErasures(ref ByteWriter writer, int index)
    {
        writer.WriteByte((byte)Entry.Erasures);
        _erasures[index].Write(ref writer);
    }

    private void ReadErasures(ref ByteReader reader, long commit, Dictionary<(StatePageKind, int), long>? newerThan)
    {
        var entry = ErasureEntry.Read(ref reader);
        if (!IsNewsOfDevice(entry.Index, commit, newerThan)) return;
        _erasures[entry.Index] = entry;
        _devices[entry.Index].HasErasures = true;
        foreach (var number in entry.Series) _settled[number] = entry.SettledMs;
        if (entry.Due.Count > 0) _toErase.Add(entry.Index);
        else _toErase.Remove(entry.Index);
    }
}
