using System.Numerics;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Quality.Criteria;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Readings;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Grains.Tests.Proofs;

/// <summary>A site's cell, by the site's number.</summary>
internal readonly record struct NaiveKey(uint Site, ushort Indicator, Window Window, long StartMs);

/// <summary>
/// Every cell of every site, recomputed from the stored readings: each window from the readings themselves, never from
/// shorter windows (<c>aggregation.md</c>).
/// </summary>
internal static class NaiveCells
{
    public static Dictionary<NaiveKey, Cell> Of(NaivePartition partition)
    {
        var cells = new Dictionary<NaiveKey, Cell>();
        foreach (var (key, cell) in partition.SealedCells)
        {
            foreach (var window in WindowCalendar.All)
            {
                var whole = key with { Window = window, StartMs = WindowCalendar.Start(window, key.StartMs) };
                if (!cells.TryGetValue(whole, out var into)) cells.Add(whole, into = new Cell());
                into.MergeSameSite(cell);
            }
        }

        foreach (var series in partition.Stored.GroupBy(fact => (fact.Device, fact.Indicator)))
        {
            foreach (var window in WindowCalendar.All) AddSlots(cells, partition, [.. series.OrderBy(fact => fact.TimeMs)], window);
        }

        // What an erasure settled and what comes after it are as two series.
        foreach (var series in partition.Stored.GroupBy(fact => (fact.Device, fact.Indicator, fact.Settled)))
        {
            var readings = series.OrderBy(fact => fact.TimeMs).ToList();
            foreach (var window in WindowCalendar.All)
            {
                foreach (var reading in readings.Where(reading => !partition.IsSealed(reading.Site, reading.Indicator.Number, reading.TimeMs)))
                    AddReading(At(cells, reading.Site, reading.Indicator, window, reading.TimeMs), reading);
                if (window >= Window.QuarterHour) AddHolds(cells, partition, readings, window);
                if (window >= Window.QuarterHour) AddIncrements(cells, partition, readings, window);
                if (window >= Window.QuarterHour) AddTravel(cells, partition, readings, window);
                AddDeviceSlots(cells, partition, readings, window);
                if (window >= Window.QuarterHour) AddCorrect(cells, partition, readings, window);
            }
        }

        foreach (var window in WindowCalendar.All.Where(window => window >= Window.QuarterHour)) AddReceipts(cells, partition, window);
        return cells;
    }

    internal static void AddReading(Cell cell, StoredFact reading)
    {
        cell.Add(reading.Value, reading.Flag, reading.Ordinal);
        if (OwnValue.StateOf(reading.Indicator) == OwnState.Last && reading.Flag != ReadingFlag.Fail) cell.NoteLast(reading.TimeMs, reading.Value);
    }

    private static Cell At(Dictionary<NaiveKey, Cell> cells, uint site, Indicator indicator, Window window, long timeMs)
    {
        var key = new NaiveKey(site, indicator.Number, window, WindowCalendar.Start(window, timeMs));
        if (!cells.TryGetValue(key, out var cell)) cells.Add(key, cell = new Cell());
        return cell;
    }

    // Of what is settled, those of then.
    private static long[] FrontiersOf(NaivePartition partition, List<StoredFact> readings) => readings[0].Settled?.Frontiers ?? partition.Frontiers;

    // A reading holds until the next accepted one, at most 3 periods; in windows that are open yet, up to the newest.
    private static void AddHolds(Dictionary<NaiveKey, Cell> cells, NaivePartition partition, List<StoredFact> readings, Window window)
    {
        var indicator = readings[0].Indicator;
        var state = OwnValue.StateOf(indicator);
        if (!state.TakesHolds() || indicator.Period == TimeSpan.Zero) return;

        var accepted = readings.Where(reading => reading.Flag != ReadingFlag.Fail).ToList();
        if (accepted.Count == 0) return;
        var horizon = Math.Max(accepted[^1].TimeMs, FrontiersOf(partition, readings)[(int)Window.QuarterHour]);
        for (var i = 0; i < accepted.Count; i++)
        {
            var reading = accepted[i];
            var end = Math.Min(horizon, reading.TimeMs + (3 * (long)indicator.Period.TotalMilliseconds));
            if (i + 1 < accepted.Count) end = Math.Min(end, accepted[i + 1].TimeMs);

            for (var from = reading.TimeMs; from < end;)
            {
                var to = Math.Min(end, WindowCalendar.End(window, WindowCalendar.Start(window, from)));
                var rate = OwnRate.Of(state, indicator, reading.Value, FactsOf(partition, reading));
                At(cells, reading.Site, indicator, window, from)
                    .AddOwn((Int128)((BigInteger)rate.Sum * (to - from)), (Int128)((BigInteger)rate.Weight * (to - from)));
                from = to;
            }
        }
    }

    // What the registry and the device's other readings say of a reading at its moment.
    private static DeviceFacts FactsOf(NaivePartition partition, StoredFact reading)
    {
        var terms = partition.TermsOf(reading.Device.Number, reading.TimeMs);
        double? parameter = reading.Indicator.WarnLimit?.Parameter is { } name && terms.Parameters.Entries.ToDictionary().TryGetValue(name, out var value) ? value : null;
        return new DeviceFacts(terms.Weight, parameter, FlowAt(partition, reading));
    }

    // The last accepted reading of what weighs it, if it holds yet.
    private static double? FlowAt(NaivePartition partition, StoredFact reading)
    {
        var flow = partition.Stored
            .Where(fact => fact.Device == reading.Device && fact.Settled == reading.Settled && fact.Indicator.Number == reading.Indicator.WeighedBy && fact.Flag != ReadingFlag.Fail && fact.TimeMs <= reading.TimeMs)
            .MaxBy(fact => fact.TimeMs);
        return flow is not null && reading.TimeMs < flow.TimeMs + (3 * (long)flow.Indicator.Period.TotalMilliseconds) ? flow.Value : null;
    }

    // A counter counts since its last accepted reading; an event in breach is one. Sums weigh, and go into ratios.
    private static void AddIncrements(Dictionary<NaiveKey, Cell> cells, NaivePartition partition, List<StoredFact> readings, Window window)
    {
        var indicator = readings[0].Indicator;
        var state = OwnValue.StateOf(indicator);
        var accepted = readings.Where(reading => reading.Flag != ReadingFlag.Fail).ToList();
        for (var i = 0; i < accepted.Count; i++)
        {
            var reading = accepted[i];
            var cell = At(cells, reading.Site, indicator, window, reading.TimeMs);
            var facts = FactsOf(partition, reading);
            var now = FixedPoint.From(reading.Value);
            if (state == OwnState.ShareBreach && indicator.Period == TimeSpan.Zero)
            {
                if (indicator.WarnLimit!.IsBreachedBy(reading.Value, facts.Parameter) is { } isBreached) cell.AddOwn(isBreached ? 1 : 0, 1);
            }
            else if (state == OwnState.SumMean && indicator.Period > TimeSpan.Zero)
            {
                cell.AddOwn((Int128)now * (facts.Weight - 1), 0);
            }
            else if (state == OwnState.Sum)
            {
                AddToRatios(cells, reading, window, now);
            }
            else if (state == OwnState.Counter && i > 0)
            {
                var last = FixedPoint.From(accepted[i - 1].Value);
                var counted = now < last ? now : now - last;
                cell.AddOwn(counted, 1);
                AddToRatios(cells, reading, window, counted);
            }
        }
    }

    // Trips, stops and speeding of a vehicle, each at the reading that shows it: a trip begins with a moving reading that none
    // moves before within the gap; a stop is over with the next moving reading, if one stood meanwhile; a segment begins
    // with a reading over the limit that follows none which was; and so long a reading says how it goes, at most 3 periods.
    private static void AddTravel(Dictionary<NaiveKey, Cell> cells, NaivePartition partition, List<StoredFact> readings, Window window)
    {
        if (readings[0].Indicator.Travel is not { } travel) return;
        bool Moves(StoredFact reading) => reading.Value >= travel.MovingFrom;
        double? LimitOf(StoredFact reading) => FactsOf(partition, reading).Parameter;
        bool IsTooFast(StoredFact reading) => reading.Value > LimitOf(reading);
        void Add(ushort number, StoredFact reading, long sum, long weight)
        {
            Assert.True(SchemeCatalog.Load().TryGet(number, out var indicator));
            At(cells, reading.Site, indicator, window, reading.TimeMs).AddOwn(sum, weight);
        }

        var accepted = readings.Where(reading => reading.Flag != ReadingFlag.Fail).ToList();
        for (var i = 0; i < accepted.Count; i++)
        {
            var reading = accepted[i];
            var moved = i == 0 ? -1 : accepted.FindLastIndex(i - 1, i, Moves);
            var pause = moved < 0 ? long.MaxValue : reading.TimeMs - accepted[moved].TimeMs;
            var isTrip = Moves(reading) && pause >= 300_000;
            var isStop = Moves(reading) && pause is >= 120_000 and < 300_000 && moved < i - 1;
            Add(travel.Into.Trips, reading, isTrip ? 1_000_000 : 0, 1);
            Add(travel.Into.Stops, reading, isStop ? 1_000_000 : 0, 1);

            var last = i > 0 && reading.TimeMs - accepted[i - 1].TimeMs <= 90_000 ? accepted[i - 1] : null;
            if (LimitOf(reading) is not null)
                Add(travel.Into.SpeedingSegments, reading, IsTooFast(reading) && (last is null || !IsTooFast(last)) ? 1_000_000 : 0, 1);
            if (last is null || LimitOf(last) is null || (!Moves(last) && !IsTooFast(last))) continue;
            var drivenMs = reading.TimeMs - last.TimeMs;
            Add(travel.Into.SpeedingShare, reading, IsTooFast(last) ? drivenMs : 0, drivenMs);
        }
    }

    private static void AddToRatios(Dictionary<NaiveKey, Cell> cells, StoredFact reading, Window window, long units)
    {
        foreach (var ratio in SchemeCatalog.Load().Schemes.SelectMany(scheme => scheme.Indicators).Where(indicator => indicator.Ratio is not null))
        {
            var number = reading.Indicator.Number;
            if (ratio.Ratio!.Numerator == number) At(cells, reading.Site, ratio, window, reading.TimeMs).AddOwn(units, 0);
            if (ratio.Ratio.Denominator == number) At(cells, reading.Site, ratio, window, reading.TimeMs).AddOwn(0, units);
        }
    }

    // A device gives one value a slot, once the slot's window is closed, to the site where it was at the slot's start.
    private static void AddDeviceSlots(Dictionary<NaiveKey, Cell> cells, NaivePartition partition, List<StoredFact> readings, Window window)
    {
        var indicator = readings[0].Indicator;
        if (!OwnValue.StateOf(indicator).TakesSlots()) return;

        var length = DeviceSlot.LengthMs(indicator);
        var booked = Slots.BookedIn(length)!.Value;
        if (window < booked) return;
        foreach (var slot in readings.Where(reading => reading.Flag != ReadingFlag.Fail).GroupBy(reading => Slots.Start(reading.TimeMs, length)))
        {
            if (WindowCalendar.Start(booked, slot.Key) >= FrontiersOf(partition, readings)[(int)booked]) continue;
            var home = partition.HomeOf(readings[0].Device.Number, slot.Key).Site;
            At(cells, home, indicator, window, slot.Key).ChangeDeviceSlot(null, ValueOf(indicator.DeviceMethod, [.. slot]));
        }
    }

    private static double ValueOf(DeviceMethod method, List<StoredFact> slot)
    {
        var sum = slot.Aggregate(Int128.Zero, (total, reading) => total + FixedPoint.From(reading.Value));
        var energy = slot.Aggregate(Int128.Zero, (total, reading) => total + Decibels.ToEnergy(reading.Value));
        return method switch
        {
            DeviceMethod.Mean => FixedPoint.Divide(sum, (Int128)slot.Count * 1_000_000),
            DeviceMethod.Min => slot.Min(reading => reading.Value),
            DeviceMethod.Max => slot.Max(reading => reading.Value),
            DeviceMethod.Last => slot.MaxBy(reading => reading.TimeMs)!.Value,
            DeviceMethod.Leq => Decibels.FromEnergy(energy, slot.Count),
            DeviceMethod.P95 => Percentile(slot),
            _ => throw new ArgumentOutOfRangeException(nameof(method)),
        };
    }

    private static double Percentile(List<StoredFact> slot)
    {
        var sketch = new QuantileSketch();
        foreach (var reading in slot) sketch.Add(reading.Value);
        return sketch.Quantile(0.95, slot.Count, slot.Min(reading => reading.Value), slot.Max(reading => reading.Value));
    }

    // A slot belongs to the site where its device was at its start; it is expected once its window has closed.
    private static void AddSlots(Dictionary<NaiveKey, Cell> cells, NaivePartition partition, List<StoredFact> readings, Window window)
    {
        var indicator = readings[0].Indicator;
        var device = readings[0].Device.Number;
        var period = (long)indicator.Period.TotalMilliseconds;
        if (Slots.BookedIn(period) is not { } booked || window < booked) return;

        var active = partition.ActiveFromMs[(device, indicator.Number)];
        foreach (var slot in readings.Select(reading => (Start: Slots.Start(reading.TimeMs, period), reading.AfterMs)).Where(slot => slot.Start >= Math.Max(active, slot.AfterMs)).Select(slot => slot.Start).Distinct())
            At(cells, partition.HomeOf(device, slot).Site, indicator, window, slot).AddSlots(0, 1);
        for (var slot = active; slot < partition.Frontiers[(int)booked]; slot = Slots.End(slot, period))
            At(cells, partition.HomeOf(device, slot).Site, indicator, window, slot).AddSlots(1, 0);
    }

    // The quarter-hours that the series has left, or that are closed, each at the site where its device was at its start.
    private static void AddCorrect(Dictionary<NaiveKey, Cell> cells, NaivePartition partition, List<StoredFact> readings, Window window)
    {
        var device = readings[0].Device.Number;
        var indicator = readings[0].Indicator;
        foreach (var quarter in readings.GroupBy(reading => WindowCalendar.Start(Window.QuarterHour, reading.TimeMs)))
        {
            var isLeft = readings[^1].TimeMs >= WindowCalendar.End(Window.QuarterHour, quarter.Key);
            if (readings[0].Settled is null && !isLeft && quarter.Key >= partition.Frontiers[(int)Window.QuarterHour]) continue;
            var now = new JudgedCount(
                (uint)quarter.Count(reading => reading.Flag == ReadingFlag.Pass), (uint)quarter.Count(reading => reading.Flag != ReadingFlag.Unevaluated));
            At(cells, partition.HomeOf(device, quarter.Key).Site, indicator, window, quarter.Key)
                .GatherCriteria().ChangeCorrect(default, now, WeightOf(partition, device, indicator, quarter.Key));
        }
    }

    // Where a device was when the quarter-hour began; a delayed reading counts where the reading does.
    private static void AddReceipts(Dictionary<NaiveKey, Cell> cells, NaivePartition partition, Window window)
    {
        foreach (var quarter in partition.Receipts.Quarters)
        {
            var criteria = At(cells, quarter.Site, quarter.Indicator, window, quarter.StartMs).GatherCriteria();
            criteria.AddReceived(quarter.Accepted, quarter.Received, WeightOf(partition, quarter.Device, quarter.Indicator, quarter.StartMs));
            if (quarter.IsAlive is { } alive) criteria.AddAsked(1, alive ? 1 : 0);
            criteria.AddPrompt(quarter.Prompt);
        }

        foreach (var receipt in partition.Receipts.Late)
        {
            Assert.True(SchemeCatalog.Load().TryGet(receipt.Indicator!.Value, out var indicator));
            At(cells, receipt.Site, indicator, window, receipt.ReceiptMs).GatherCriteria().AddDelay(receipt.DelayMs!.Value);
        }
    }

    // The slots expected of a device that begin in a quarter-hour, one at least.
    private static long WeightOf(NaivePartition partition, uint device, Indicator indicator, long startMs)
    {
        var period = (long)indicator.Period.TotalMilliseconds;
        if (period == 0) return 1;
        var slots = 0;
        for (var slot = Slots.Start(startMs, period); slot < startMs + (15 * WindowCalendar.MinuteMs); slot = Slots.End(slot, period))
        {
            if (slot >= startMs && slot >= partition.ActiveFromMs[(device, indicator.Number)]) slots++;
        }

        return Math.Max(1, slots);
    }
}
