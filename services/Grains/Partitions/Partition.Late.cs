using System.Runtime.InteropServices;
using SmartSectors.Grains.Sites;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Grains.Partitions;

// The late batch: readings older than the last eight of their series, decided against what is stored, once a second of
// the log's clock, with one decode a (series, day). Until then they are pending in the ledger.
public sealed partial class Partition
{
    private readonly List<LateReading> _lateBatch = [];
    private readonly List<StoredReading> _history = [];

    // What the series of the late batch, by their durable numbers, have stored since the last commit.
    private readonly Dictionary<int, List<StoredReading>> _uncommitted = [];

    /// <summary>An undecided reading, with the site that it belongs to.</summary>
    private readonly record struct LateReading(int Series, int Site, int Ordinal, long TimeMs, double Value);

    private void DecideLate()
    {
        if (_lateBatch.Count == 0) return;

        IndexUncommitted();
        // A stable order: within (series, day) the offsets decide who was first.
        foreach (var group in _lateBatch.GroupBy(late => (late.Series, Day: WindowCalendar.LocalMidnight(late.TimeMs))))
        {
            LoadHistory(group.Key.Series, group.Min(late => late.TimeMs), group.Max(late => late.TimeMs));
            foreach (var late in group) DecideLate(late);
        }

        _lateBatch.Clear();
        _uncommitted.Clear();
    }

    private void DecideLate(in LateReading late)
    {
        ref var series = ref _series[late.Series];
        ref var device = ref _devices[series.Device];
        var site = _sites[late.Site];
        device.Ledger.Pending--;
        site.Ledger.Pending--;
        Touch(series.Device, ref device);
        TouchSite(late.Site, site);

        var at = CollectionsMarshal.AsSpan(_history).BinarySearch(new AtTime(late.TimeMs));
        if (at >= 0)
        {
            if (_history[at].Value.Equals(late.Value))
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

        InsertLate(late, ~at);
        device.Ledger.Stored++;
        site.Ledger.Stored++;
    }

    private void InsertLate(in LateReading late, int at)
    {
        ref var series = ref _series[late.Series];
        var siteSeries = SiteSeriesOf(late.Site, series.Indicator);
        var rules = siteSeries.Rules;
        var flag = rules.Flag(late.Value);
        Gather(siteSeries, Window.Minute, WindowCalendar.Start(Window.Minute, late.TimeMs)).Content.Add(late.Value, flag, late.Ordinal);

        if (rules.SlotsBookedIn is { } window)
        {
            var slot = Slots.Start(late.TimeMs, rules.PeriodMs);
            var end = Slots.End(slot, rules.PeriodMs);
            var filled = (at > 0 && _history[at - 1].TimeMs >= slot) || (at < _history.Count && _history[at].TimeMs < end);
            if (!filled) BookSlot(series, siteSeries, window, slot);
        }

        if (flag != ReadingFlag.Fail)
        {
            if (rules.IsHeld)
            {
                (long, double)? before = null;
                for (var i = at - 1; i >= 0 && before is null; i--)
                {
                    if (_history[i].Flag != ReadingFlag.Fail) before = (_history[i].TimeMs, _history[i].Value);
                }

                long? after = null;
                for (var i = at; i < _history.Count && after is null; i++)
                {
                    if (_history[i].Flag != ReadingFlag.Fail) after = _history[i].TimeMs;
                }

                Hold(series.Device, siteSeries, late.TimeMs, late.Value, HorizonOf(series), before, after);
            }

            series.NoteOlder(late.TimeMs, late.Value);
        }

        // The next day's late readings are neighbours of this day's.
        var stored = new StoredReading(late.TimeMs, late.Value, flag);
        _history.Insert(at, stored);
        _uncommitted[series.Number].Add(stored);
        _commit.AddReading(series.Number, late.TimeMs, late.Value, flag);
    }

    /// <summary>The stored readings around the late ones, as far as a hold or a slot reaches, in time order.</summary>
    private void LoadHistory(int series, long firstMs, long lastMs)
    {
        ref readonly var state = ref _series[series];
        var rules = _siteSeries[state.SiteSeries].Rules;
        var reach = Math.Max(rules.HoldMs, WindowCalendar.MinuteMs);
        _history.Clear();
        _store.ReadSeries(Number, state.Number, firstMs - reach, lastMs + reach, _history);
        _history.AddRange(_uncommitted[state.Number].Where(reading => reading.TimeMs >= firstMs - reach && reading.TimeMs < lastMs + reach));
        _history.Sort((a, b) => a.TimeMs.CompareTo(b.TimeMs));
    }

    private void IndexUncommitted()
    {
        _uncommitted.Clear();
        foreach (var late in _lateBatch) _uncommitted.TryAdd(_series[late.Series].Number, []);
        for (var i = 0; i < _commit.ReadingCount; i++)
        {
            if (_uncommitted.TryGetValue(_commit.Series[i], out var readings))
                readings.Add(new StoredReading(_commit.Times[i], _commit.Values[i], _commit.Flags[i]));
        }
    }

    private readonly struct AtTime(long timeMs) : IComparable<StoredReading>
    {
        public int CompareTo(StoredReading other) => timeMs.CompareTo(other.TimeMs);
    }
}
