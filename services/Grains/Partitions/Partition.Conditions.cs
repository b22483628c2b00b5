using SmartSectors.Grains.Devices;
using SmartSectors.Grains.Log;
using SmartSectors.Telemetry.Binary;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Devices;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Grains.Partitions;

// Conditions of devices: kept aside, for nearly all are normal. A reading has the condition of its own moment, as far as it
// is known by now: what is told afterwards is followed from the store, with the neighbours, as a late reading is. So in the
// end it makes no difference which came first.
public sealed partial class Partition
{
    private readonly Dictionary<int, ConditionsEntry> _conditions = [];
    private readonly HashSet<int> _touchedConditions = [];

    private void Apply(in DeviceReported reported)
    {
        var index = Numbers.IndexOf(reported.Device);
        ref var device = ref DeviceAt(index);

        // What a device says at a moment of which no reading is taken is not taken either.
        if (reported.Source is ConditionSource.Device && Acceptance.Judge(reported.FromMs, _receiptMs, _options.Acceptance) != RejectReason.None) return;

        var known = _conditions.GetValueOrDefault(index) ?? new ConditionsEntry(index);
        var fromMs = Math.Max(reported.FromMs, _receiptMs - (long)_options.Acceptance.Horizon.TotalMilliseconds);
        var timeline = known.Of(reported.Source);
        if (!timeline.Say(fromMs, reported.UntilMs, reported.Condition)) return;

        // Nothing as old as that is asked for any more.
        timeline.ForgetBefore(_receiptMs - (long)SeriesState.LongestHorizon.TotalMilliseconds);
        if (known.IsEmpty) _conditions.Remove(index);
        else _conditions[index] = known;
        device.HasConditions = !known.IsEmpty;
        _touchedConditions.Add(index);
        Touch(index, ref device);
        if (NewestOf(index) >= fromMs) JudgeConditions(index, fromMs, reported.UntilMs);
    }

    private DeviceCondition ConditionAt(int device, long timeMs) =>
        _devices[device].HasConditions ? _conditions[device].At(timeMs) : DeviceCondition.Normal;

    /// <summary>Judges what a device has stored in [from, until) by its conditions, a day at a time.</summary>
    private void JudgeConditions(int index, long fromMs, long untilMs)
    {
        DecideLate(); // What waits was received under what was known then.
        var numbers = new List<int>();
        for (var i = _devices[index].FirstSeries; i >= 0; i = _series[i].Next) numbers.Add(_series[i].Number);
        _history.Index(_commit, numbers);
        for (var i = _devices[index].FirstSeries; i >= 0; i = _series[i].Next)
        {
            ref var series = ref _series[i];
            if (series.Count == 0) continue;
            var endMs = Math.Min(untilMs, series.NewestMs + 1);
            for (var first = fromMs; first < endMs;)
            {
                var end = Math.Min(endMs, WindowCalendar.LocalMidnight(first) + WindowCalendar.DayMs);
                JudgeConditions(ref series, first, end - 1);
                first = end;
            }
        }

        _history.Forget();
    }

    private void JudgeConditions(ref SeriesState series, long firstMs, long lastMs)
    {
        var rules = _siteSeries[series.SiteSeries].Rules;
        var device = series.Device;
        bool Excludes(long timeMs) => ConditionAt(device, timeMs).Excludes();
        if (!_history.AnyToTurn(series.Number, firstMs, lastMs, Excludes)) return;

        _history.Load(series, rules, firstMs, lastMs);
        _history.SetConditions(firstMs, lastMs, Excludes);
        StoreLate(ref series, rules);
    }

    /// <summary>A device's condition on the log's clock.</summary>
    private ReportedCondition ConditionOf(int index)
    {
        if (!_conditions.TryGetValue(index, out var known)) return ReportedCondition.Normal;
        var (fromMs, untilMs) = known.Around(_clockMs);
        return new ReportedCondition(known.At(_clockMs), known.SourceAt(_clockMs), MomentOf(fromMs), MomentOf(untilMs));
    }

    private static DateTimeOffset? MomentOf(long timeMs) => timeMs is long.MinValue or long.MaxValue ? null : DateTimeOffset.FromUnixTimeMilliseconds(timeMs);

    private void WriteConditions(ref ByteWriter writer, int index)
    {
        writer.WriteByte((byte)Entry.Conditions);
        (_conditions.GetValueOrDefault(index) ?? new ConditionsEntry(index)).Write(ref writer);
    }

    private void ReadConditions(ref ByteReader reader, long commit, Dictionary<(StatePageKind, int), long>? newerThan)
    {
        var entry = ConditionsEntry.Read(ref reader);
        if (!IsNewsOfDevice(entry.Index, commit, newerThan)) return;
        if (entry.IsEmpty) _conditions.Remove(entry.Index);
        else _conditions[entry.Index] = entry;
        _devices[entry.Index].HasConditions = !entry.IsEmpty;
    }
}
