using System.Diagnostics;
using SmartSectors.Grains.Partitions;
using SmartSectors.Telemetry.Areas;
using SmartSectors.Telemetry.Binary;
using SmartSectors.Telemetry.Cells;

namespace SmartSectors.Grains.Propagation;

/// <summary>
/// Merges site cells into communes (and what is in none of a province's), provinces and the nation. A pass reads what the partitions' feeds name, merges each
/// named window of each touched area anew from all of its children as they are stored, and commits the result with what
/// was consumed. So nothing depends on the order of passes, and a pass that is made twice gives the same cells.
/// </summary>
public sealed class AreaPropagator
{
    private readonly IAreaStore _store;
    private readonly AreaCatalog _areas;
    private readonly TimeProvider _time;
    private readonly TimeSpan _settle;

    private readonly List<int>[] _areaOfSite = new List<int>[Numbers.PartitionCount];
    private readonly Dictionary<int, List<(int Partition, int Site)>> _shards = [];
    private readonly Dictionary<AreaMark, long> _owed = [];
    private readonly long[] _consumed;
    private readonly long[] _frontiers;

    /// <param name="settle">How long marks of closed windows gather before they become one revision.</param>
    public AreaPropagator(IAreaStore store, AreaCatalog areas, TimeProvider time, TimeSpan settle)
    {
        _store = store;
        _areas = areas;
        _time = time;
        _settle = settle;
        var progress = store.Load();
        _consumed = progress.Consumed;
        _frontiers = progress.Frontiers;
        foreach (var mark in progress.Owed) _owed.Add(mark, 0);
        for (var partition = 0; partition < Numbers.PartitionCount; partition++)
        {
            _areaOfSite[partition] = [];
            LearnSites(partition);
        }
    }

    /// <summary>The last commit consumed, by partition: the feeds may be trimmed up to there.</summary>
    public IReadOnlyList<long> Consumed => _consumed;

    /// <summary>Cells merged since start.</summary>
    public long MergedCells { get; private set; }

    /// <summary>Makes one pass; the number of area cells that changed.</summary>
    public int Pass()
    {
        _store.BeginPass();
        try
        {
            return MergeWhatChanged();
        }
        finally
        {
            _store.EndPass();
        }
    }

    private int MergeWhatChanged()
    {
        var now = _time.GetTimestamp();
        var started = _time.GetUtcNow();
        var traces = new List<ActivityContext>();
        var consumed = (long[])_consumed.Clone();
        var frontiers = new long[_frontiers.Length];
        frontiers.AsSpan().Fill(long.MaxValue);
        var marks = new Dictionary<WindowKey, HashSet<int>>();

        for (var partition = 0; partition < Numbers.PartitionCount; partition++)
        {
            var slice = _store.ReadFeed(partition, consumed[partition]);
            traces.AddRange(slice.Traces);
            foreach (var key in slice.Keys) Mark(partition, key, marks, now);
            consumed[partition] = slice.LastCommit;
            for (var i = 0; i < frontiers.Length; i++)
                frontiers[i] = Math.Min(frontiers[i], slice.IsComplete ? slice.Frontiers[i] : _frontiers[i]);
        }

        var paid = TakeOwed(marks, now);
        var changed = new List<(AreaMark Mark, int Revision, byte[] Content)>();
        foreach (var (key, areas) in marks) Merge(key, areas, changed);

        for (var i = 0; i < frontiers.Length; i++) frontiers[i] = Math.Max(frontiers[i], _frontiers[i]);
        if (changed.Count == 0 && paid.Count == 0 && consumed.AsSpan().SequenceEqual(_consumed) && frontiers.AsSpan().SequenceEqual(_frontiers))
            return 0;

        // Paid is what is committed: when that fails, the marks are owed still.
        _store.Commit(new AreaCommit(new AreaProgress(consumed, frontiers, [.. _owed.Keys.Except(paid)]), changed));
        foreach (var mark in paid) _owed.Remove(mark);
        consumed.CopyTo(_consumed, 0);
        frontiers.CopyTo(_frontiers, 0);
        GrainTraces.Record("merge into areas", traces, 0, started, _time.GetUtcNow(), partition: null);
        return changed.Count;
    }

    // A key with indicator 0 says that a site without a commune got one: all its windows move.
    private void Mark(int partition, in CellKey key, Dictionary<WindowKey, HashSet<int>> marks, long now)
    {
        if (key.Indicator == 0)
        {
            LearnSites(partition);
            foreach (var window in _store.WindowsOf(partition, key.Site))
            {
                Mark(window, AreaNumber.Unassigned, marks, now);
                Mark(window, _areaOfSite[partition][key.Site], marks, now);
            }

            return;
        }

        // Sites are introduced in any order: one with a higher number may be known already.
        if (key.Site >= _areaOfSite[partition].Count || _areaOfSite[partition][key.Site] < 0) LearnSites(partition);
        Mark(new WindowKey(key.Indicator, key.Window, key.StartMs), _areaOfSite[partition][key.Site], marks, now);
    }

    private void Mark(in WindowKey key, int area, Dictionary<WindowKey, HashSet<int>> marks, long now)
    {
        // A closed window is not revised at every mark: they gather, and become one revision.
        if (key.StartMs < _frontiers[(int)key.Window])
        {
            _owed.TryAdd(new AreaMark(key, area), now);
            return;
        }

        if (!marks.TryGetValue(key, out var areas)) marks.Add(key, areas = []);
        areas.Add(area);
    }

    private List<AreaMark> TakeOwed(Dictionary<WindowKey, HashSet<int>> marks, long now)
    {
        var due = _owed.Where(owed => owed.Value == 0 || _time.GetElapsedTime(owed.Value, now) >= _settle).Select(owed => owed.Key).ToList();
        foreach (var mark in due)
        {
            if (!marks.TryGetValue(mark.Key, out var areas)) marks.Add(mark.Key, areas = []);
            areas.Add(mark.Area);
        }

        return due;
    }

    private void Merge(in WindowKey key, HashSet<int> communes, List<(AreaMark, int, byte[])> changed)
    {
        var merged = MergeSites(key, communes);
        foreach (var commune in communes) Put(key, commune, merged[commune], changed);

        var provinces = communes.Where(area => area != AreaNumber.Unassigned).Select(ProvinceOf).ToHashSet();
        foreach (var province in provinces)
        {
            var children = _areas.CommunesOf(AreaNumber.Code(province)).Select(commune => AreaNumber.OfSite(commune.Code));
            Put(key, province, merged[province] = MergeAreas(key, children.Append(AreaNumber.UnassignedOf(province)), merged), changed);
        }

        var tops = _areas.Provinces.Select(province => AreaNumber.TryParse(province.Code, out var number) ? number : 0).Append(AreaNumber.Unassigned);
        Put(key, AreaNumber.Nation, MergeAreas(key, tops, merged), changed);
    }

    private Dictionary<int, Cell> MergeSites(in WindowKey key, HashSet<int> communes)
    {
        var merged = communes.ToDictionary(commune => commune, _ => new Cell());
        var sites = new List<int>[Numbers.PartitionCount];
        foreach (var commune in communes)
        {
            foreach (var (partition, site) in _shards.GetValueOrDefault(commune) ?? []) (sites[partition] ??= []).Add(site);
        }

        for (var partition = 0; partition < sites.Length; partition++)
        {
            if (sites[partition] is not { } wanted) continue;
            wanted.Sort();
            var areas = _areaOfSite[partition];
            _store.ReadCells(partition, key, wanted, (site, stored) =>
            {
                merged[areas[site]].MergeChild(stored.Content);
                MergedCells++;
            });
        }

        return merged;
    }

    private Cell MergeAreas(in WindowKey key, IEnumerable<int> children, Dictionary<int, Cell> fresh)
    {
        var cell = new Cell();
        foreach (var child in children)
        {
            if (fresh.TryGetValue(child, out var known))
            {
                cell.MergeChild(known);
            }
            else if (_populated.Contains(child) && _store.Find(new AreaMark(key, child)) is { } stored)
            {
                var reader = new ByteReader(stored.Content);
                cell.MergeChild(CellCodec.Read(ref reader));
            }
        }

        return cell;
    }

    private void Put(in WindowKey key, int area, Cell cell, List<(AreaMark, int, byte[])> changed)
    {
        var mark = new AreaMark(key, area);
        var content = CellCodec.Encode(cell);
        var stored = _store.Find(mark);
        if (stored is { } same && same.Content.AsSpan().SequenceEqual(content)) return;

        var closed = key.StartMs < _frontiers[(int)key.Window];
        changed.Add((mark, (stored?.Revision ?? 0) + (closed ? 1 : 0), content));
    }

    // Areas that have sites below them: no others have cells.
    private readonly HashSet<int> _populated = [];

    private void LearnSites(int partition)
    {
        var known = _areaOfSite[partition];
        foreach (var row in _store.ReadSites(partition))
        {
            while (known.Count <= row.Index) known.Add(-1);
            var area = AreaNumber.OfSite(row.Area);
            if (known[row.Index] == area) continue;

            if (_shards.TryGetValue(known[row.Index], out var before)) before.Remove((partition, row.Index));
            known[row.Index] = area;
            if (!_shards.TryGetValue(area, out var shards)) _shards.Add(area, shards = []);
            shards.Add((partition, row.Index));
            _populated.Add(area);
            if (area != AreaNumber.Unassigned) _populated.Add(ProvinceOf(area));
        }
    }

    private int ProvinceOf(int commune)
    {
        if (AreaNumber.ProvinceOfUnassigned(commune) is { } whole) return whole;
        var code = AreaNumber.Code(commune);
        if (!_areas.TryGetCommune(code, out var found) || !AreaNumber.TryParse(found.Parent!, out var province))
            throw new InvalidDataException($"CORRUPT: commune {code} is not in the master data.");
        return province;
    }
}
