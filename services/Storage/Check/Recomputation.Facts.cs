using SmartSectors.Grains.Partitions;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Readings;
using SmartSectors.Telemetry.Trips;

namespace SmartSectors.Storage.Check;

// What an own value needs besides its own readings: the device's terms, the flow that weighs a speed, a ratio's inputs, the
// readings that it is derived from.
internal sealed partial class Recomputation
{
    private readonly List<StoredReading> _flows = [];
    private (int Device, long DayMs) _flowsOf;
    private long _dayMs;

    private DeviceFacts FactsOf(SeriesFacts one, long timeMs)
    {
        var facts = one.TermsAt(timeMs).FactsFor(indicator);
        return inputs.FlowOf(one.Device) is { } flow ? facts with { PairedFlow = FlowAt(flow, timeMs) } : facts;
    }

    // The last accepted flow at a moment, if it holds yet.
    private double? FlowAt(SeriesFacts flow, long timeMs)
    {
        if (_flowsOf != (flow.Device, _dayMs))
        {
            segments.Read(flow.Index, _dayMs - HoldMs - inputs.FlowHoldMs, _dayMs + WindowCalendar.DayMs, _flows);
            _flows.RemoveAll(reading => reading.Flag == ReadingFlag.Fail);
            _flowsOf = (flow.Device, _dayMs);
        }

        var at = _flows.FindLastIndex(reading => reading.TimeMs <= timeMs);
        return at >= 0 && timeMs < _flows[at].TimeMs + inputs.FlowHoldMs ? _flows[at].Value : null;
    }

    // The statistics have the sum without weights.
    private void AddWeights(SeriesFacts one, long dayMs)
    {
        foreach (var (timeMs, value, _, _) in _readings)
        {
            if (timeMs >= dayMs && CellOf(one.At(timeMs).Site, Window.QuarterHour, timeMs) is { } cell)
                OwnIncrement.WeighedSum(value, FactsOf(one, timeMs)).AddTo(cell);
        }
    }

    private void AddInput(SeriesFacts input, bool isNumerator, long dayMs)
    {
        segments.Read(input.Index, dayMs, dayMs + WindowCalendar.DayMs, _readings);
        _readings.RemoveAll(reading => reading.Flag == ReadingFlag.Fail);
        var sums = inputs.IsCounter(input)
            ? Counts(input, dayMs).Select(count => (count.TimeMs, Units: count.Increment.Sum))
            : _readings.Select(reading => (reading.TimeMs, Units: (Int128)FixedPoint.From(reading.Value)));
        foreach (var (timeMs, units) in sums)
        {
            if (CellOf(input.At(timeMs).Site, Window.QuarterHour, timeMs) is { } cell)
                (isNumerator ? OwnIncrement.Numerator(units) : OwnIncrement.Denominator(units)).AddTo(cell);
        }
    }

    // What a day's readings say with those before them, back to where a trip may have gone on.
    private void AddTravel(SeriesFacts vehicle, long dayMs)
    {
        if (inputs.Travel is not { } travel) return;
        segments.Read(vehicle.Index, dayMs - travel.TripGapMs, dayMs + WindowCalendar.DayMs, _readings);
        var walk = new TravelWalk(travel);
        foreach (var (timeMs, speed, flag, _) in _readings)
        {
            if (flag == ReadingFlag.Fail) continue;
            var parameter = travel.Speeding.Parameter is { } name ? vehicle.TermsAt(timeMs).Parameters.Find(name) : null;
            var counts = walk.Next(travel.Read(timeMs, speed, parameter));
            if (timeMs < Math.Max(dayMs, travelFromMs(vehicle.Indicator))) continue;
            if (CellOf(vehicle.At(timeMs).Site, Window.QuarterHour, timeMs) is { } cell) travel.IncrementOf(indicator.Number, counts).AddTo(cell);
        }
    }
}
