using SmartSectors.Grains.Sites;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Grains.Partitions;

// Rebuilding: a reading that becomes flagged 4, or is not any more, changes what a cell's ends and devices are made of,
// and those cannot be subtracted from. So the statistics are made anew from what is stored: a minute's from the readings,
// a longer window's from its closed children. The cell's own part (integrals, slots) is exact either way and stays.
public sealed partial class Partition
{
    // Of open windows; those of closed ones are rebuilt when they are revised.
    private readonly List<OpenCell> _toRebuild = [];

    private void AskRebuild(OpenCell cell)
    {
        if (cell.NeedsRebuild) return;
        cell.NeedsRebuild = true;
        if (!cell.IsLate) _toRebuild.Add(cell);
    }

    /// <summary>Before open windows are closed or shown, those that need it are rebuilt.</summary>
    private void RebuildOpen()
    {
        if (_toRebuild.Count == 0) return;
        foreach (var (cell, statistics) in Rebuild(_toRebuild))
        {
            cell.Content.ReplaceStatistics(statistics);
            cell.NeedsRebuild = false;
            cell.IsChanged = true;
            TouchCell(cell);
        }

        _toRebuild.Clear();
    }

    // What a late cell has of statistics is in those that were made anew; its own part is merged and passed up as ever.
    private void ReviseRebuilt(OpenCell late, Cell statistics)
    {
        var key = KeyOf(late);
        var stored = FindStored(key);
        var content = stored?.Content ?? new Cell();
        var before = CellCodec.Encode(content);
        content.ReplaceStatistics(statistics);
        content.MergeOwn(late.Content);
        if (before.AsSpan().SequenceEqual(CellCodec.Encode(content))) return;

        PublishCell(late, new StoredCell((stored?.Revision ?? 0) + 1, IsFinal: true, content));
        if (late.Window == Window.Month) return;
        var window = late.Window + 1;
        var parent = Gather(late.Series, window, WindowCalendar.Start(window, late.StartMs));
        parent.Content.MergeOwn(late.Content);
        AskRebuild(parent);
    }

    private Dictionary<OpenCell, Cell> Rebuild(IEnumerable<OpenCell> cells)
    {
        var rebuilt = new Dictionary<OpenCell, Cell>();
        Uncommitted? uncommitted = null;
        foreach (var hour in cells.GroupBy(cell => (cell.Window, Hour: HourOf(cell))).OrderBy(hour => hour.Key))
        {
            if (hour.Key.Window == Window.Minute) RebuildMinutes([.. hour], rebuilt, (uncommitted ??= new Uncommitted(_commit)).In(hour.Key.Hour));
            else foreach (var cell in hour) rebuilt.Add(cell, MergeClosedChildren(cell));
        }

        return rebuilt;
    }

    private static long HourOf(OpenCell cell) => cell.StartMs / WindowCalendar.HourMs;

    private Cell MergeClosedChildren(OpenCell cell)
    {
        var merged = new Cell();
        var child = cell.Window - 1;
        var end = Math.Min(WindowCalendar.End(cell.Window, cell.StartMs), _frontiers[(int)child]);
        for (var start = cell.StartMs; start < end; start = WindowCalendar.End(child, start))
        {
            if (FindStored(KeyOf(cell) with { Window = child, StartMs = start }) is { } stored) merged.MergeStatistics(stored.Content);
        }

        return merged;
    }

    // One walk over what is stored for all minutes of an hour: what is stored is decoded a day at a time, and whatever asks
    // for a minute pays for the day.
    private void RebuildMinutes(List<OpenCell> cells, Dictionary<OpenCell, Cell> rebuilt, ArraySegment<int> uncommitted)
    {
        var byMinute = new Dictionary<(int Site, ushort Indicator, long StartMs), OpenCell>();
        var (startMs, endMs) = (long.MaxValue, long.MinValue);
        foreach (var cell in cells)
        {
            byMinute.Add((cell.Series.Site, cell.Series.Rules.Indicator.Number, cell.StartMs), cell);
            rebuilt.Add(cell, new Cell());
            (startMs, endMs) = (Math.Min(startMs, cell.StartMs), Math.Max(endMs, cell.StartMs + WindowCalendar.MinuteMs));
        }

        var members = FindMembers(byMinute.Keys.Select(key => (key.Site, key.Indicator)).Distinct(), startMs);
        var readings = ReadStored(members.Select(member => member.Number).ToHashSet(), startMs, endMs, uncommitted);
        foreach (var (number, device, indicator) in members)
        {
            foreach (var reading in readings.GetValueOrDefault(number) ?? [])
            {
                var site = _devices[device].HasMoved ? ResidenceAt(device, reading.TimeMs).Site : _devices[device].Site;
                if (!byMinute.TryGetValue((site, indicator, WindowCalendar.Start(Window.Minute, reading.TimeMs)), out var cell)) continue;
                var statistics = rebuilt[cell];
                statistics.Add(reading.Value, reading.Flag, OrdinalAt(device, reading.TimeMs));
                if (cell.Series.Rules.OwnState == OwnState.Last && reading.Flag != ReadingFlag.Fail)
                    statistics.NoteLast(reading.TimeMs, reading.Value);
            }
        }
    }

    /// <summary>
    /// Where the commit has which hour's readings: a condition that is told of a month has some ten thousand minutes made
    /// anew at once, and each hour would look through all that waits to be committed.
    /// </summary>
    private sealed class Uncommitted
    {
        private readonly int[] _places;
        private readonly Dictionary<long, (int From, int Count)> _hours = [];

        public Uncommitted(PartitionCommit commit)
        {
            _places = [.. Enumerable.Range(0, commit.ReadingCount).OrderBy(i => commit.Times[i] / WindowCalendar.HourMs)]; // stable
            for (var i = 0; i < _places.Length; i++)
            {
                var hour = commit.Times[_places[i]] / WindowCalendar.HourMs;
                _hours[hour] = _hours.TryGetValue(hour, out var known) ? (known.From, known.Count + 1) : (i, 1);
            }
        }

        public ArraySegment<int> In(long hour) =>
            _hours.TryGetValue(hour, out var found) ? new ArraySegment<int>(_places, found.From, found.Count) : ArraySegment<int>.Empty;
    }

    // The series of the devices that are or were at the sites, the sleeping ones' included.
    private List<(int Number, int Device, ushort Indicator)> FindMembers(IEnumerable<(int Site, ushort Indicator)> siteSeries, long startMs)
    {
        var indicators = siteSeries.ToLookup(key => key.Site, key => key.Indicator);
        var members = new List<(int, int, ushort)>();
        for (var index = 1; index < _devices.Count; index++)
        {
            var site = _devices[index].Site;
            if (site == 0) continue;
            var wanted = _devices[index].HasMoved
                ? ResidencesFrom(index, startMs).SelectMany(residence => indicators[residence.Site]).Distinct()
                : indicators[site];
            foreach (var indicator in wanted)
            {
                if (FindSeriesNumber(index, indicator) is { } number) members.Add((number, index, indicator));
            }
        }

        return members;
    }

    private int? FindSeriesNumber(int device, ushort indicator)
    {
        if (_devices[device].IsAsleep) return _store.FindSeries(Number, device, indicator);
        for (var i = _devices[device].FirstSeries; i >= 0; i = _series[i].Next)
        {
            if (_series[i].Indicator == indicator) return _series[i].Number;
        }

        return null;
    }
}
