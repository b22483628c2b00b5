using SmartSectors.Grains.Devices;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Grains.Partitions;

// Harmonic means weigh each value by another of the same device, as speeds by the flow: by its last accepted reading that
// holds at the value's moment. So a reading of the flow that joins or leaves books anew whatever was measured while it holds.
public sealed partial class Partition
{
    // So many days of series are kept for looking further back than the ring; by the series' numbers.
    private const int MaxAcceptedDays = 8;

    private readonly Dictionary<int, AcceptedDays> _acceptedDays = [];

    /// <summary>The accepted readings of [from, to) of one series, in the order of time.</summary>
    private sealed record AcceptedDays(long FromMs, long ToMs, List<AcceptedReading> Readings);

    /// <summary>The value that weighs a reading; null where none holds at its moment.</summary>
    private double? PairedFlowAt(in SeriesState series, IndicatorRules rules, long timeMs)
    {
        if (rules.Indicator.WeighedBy is not { } weighedBy || FindSeries(series.Device, weighedBy) is not { } at) return null;
        ref readonly var flow = ref _series[at];
        if (flow.Count == 0) return null;

        var holdMs = RulesOf(weighedBy).HoldMs;
        var isInRing = flow.Count < SeriesState.RingSize || timeMs >= flow.OldestMs;
        var found = isInRing ? AcceptedBefore(flow, timeMs + 1) : LastOf(AcceptedIn(flow, timeMs + 1 - holdMs, timeMs + 1));
        return found is { } held && Holds(held, holdMs, timeMs) ? held.Value : null;
    }

    private static bool Holds(AcceptedReading reading, long holdMs, long timeMs) => timeMs < reading.TimeMs + holdMs;

    private static AcceptedReading? LastOf(List<AcceptedReading> readings) => readings.Count > 0 ? readings[^1] : null;

    /// <summary>A reading joins or leaves those that weigh others: what was measured while it holds is booked by it, or by the one before.</summary>
    private void ChangeWeighed(
        in SeriesState flow, IndicatorRules rules, AcceptedReading reading, AcceptedReading? before, AcceptedReading? after, int sign)
    {
        var untilMs = Math.Min(after?.TimeMs ?? long.MaxValue, reading.TimeMs + rules.HoldMs);
        foreach (var indicator in rules.Weighs)
        {
            if (FindSeries(flow.Device, indicator) is not { } at) continue;
            ref readonly var series = ref _series[at];
            var holdMs = RulesOf(indicator).HoldMs;
            if (AcceptedBefore(series, long.MaxValue) is not { } newest || newest.TimeMs < reading.TimeMs) continue;

            var weighed = AcceptedIn(series, reading.TimeMs, untilMs + holdMs);
            for (var i = 0; i < weighed.Count && weighed[i].TimeMs < untilMs; i++)
            {
                var timeMs = weighed[i].TimeMs;
                var endMs = i + 1 < weighed.Count ? weighed[i + 1].TimeMs
                    : timeMs == newest.TimeMs ? Math.Max(timeMs, _frontiers[(int)Window.QuarterHour])
                    : long.MaxValue;
                endMs = Math.Min(endMs, timeMs + holdMs);
                if (timeMs >= endMs) continue;

                double? without = before is { } last && Holds(last, rules.HoldMs, timeMs) ? last.Value : null;
                Fill(series, weighed[i], DeviceFacts.None with { PairedFlow = without }, timeMs, endMs, -sign);
                Fill(series, weighed[i], DeviceFacts.None with { PairedFlow = reading.Value }, timeMs, endMs, sign);
            }
        }
    }

    private int? FindSeries(int device, ushort indicator)
    {
        for (var i = _devices[device].FirstSeries; i >= 0; i = _series[i].Next)
        {
            if (_series[i].Indicator == indicator) return i;
        }

        return null;
    }

    private List<AcceptedReading> AcceptedIn(in SeriesState series, long fromMs, long toMs)
    {
        var found = new List<AcceptedReading>();
        if (IsInRing(series, fromMs))
        {
            for (var rank = 0; rank < series.Count; rank++)
            {
                var (timeMs, value, flag) = series[rank];
                if (timeMs >= fromMs && timeMs < toMs && flag != ReadingFlag.Fail) found.Add(new AcceptedReading(timeMs, value));
            }

            return found;
        }

        var known = AcceptedDaysOf(series, fromMs, toMs).Readings;
        var at = known.BinarySearch(new AcceptedReading(fromMs, 0), s_byTime);
        for (at = at < 0 ? ~at : at; at < known.Count && known[at].TimeMs < toMs; at++) found.Add(known[at]);
        return found;
    }

    private static readonly Comparer<AcceptedReading> s_byTime = Comparer<AcceptedReading>.Create((left, right) => left.TimeMs.CompareTo(right.TimeMs));

    // Whole days: what comes late comes in runs, and each reading of a run asks.
    private AcceptedDays AcceptedDaysOf(in SeriesState series, long fromMs, long toMs)
    {
        if (_acceptedDays.TryGetValue(series.Number, out var days) && days.FromMs <= fromMs && days.ToMs >= toMs) return days;

        var (first, end) = (WindowCalendar.LocalMidnight(fromMs), WindowCalendar.LocalMidnight(toMs) + WindowCalendar.DayMs);
        var stored = ReadUnsettled([series.Number], first, end).GetValueOrDefault(series.Number) ?? [];
        if (_acceptedDays.Count == MaxAcceptedDays) _acceptedDays.Clear();
        return _acceptedDays[series.Number] = new AcceptedDays(
            first, end, [.. stored.Where(reading => reading.Flag != ReadingFlag.Fail).Select(reading => new AcceptedReading(reading.TimeMs, reading.Value))]);
    }
}
