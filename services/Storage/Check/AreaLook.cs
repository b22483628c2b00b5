using SmartSectors.Grains;
using SmartSectors.Grains.Propagation;
using SmartSectors.Storage.Areas;
using SmartSectors.Storage.Cells;
using SmartSectors.Storage.Partitions;
using SmartSectors.Storage.Retention;
using SmartSectors.Storage.Sqlite;
using SmartSectors.Telemetry.Areas;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Storage.Check;

/// <summary>
/// One look at the areas' cells and at the site cells that they are merged from. Each database is seen as of one moment,
/// the areas first: what the partitions changed since stands in their feeds, and those windows are not compared.
/// </summary>
internal sealed class AreaLook : IDisposable
{
    private readonly AreaCatalog _catalog;
    private readonly Database _areas;
    private readonly CellTable _areaCells;
    private readonly List<SiteCells> _sources = [];
    private readonly HashSet<WindowKey> _moving = [];
    private readonly Dictionary<int, int> _provinceOf = [];

    public AreaLook(StorageOptions options, AreaCatalog catalog)
    {
        _catalog = catalog;
        foreach (var part in catalog.Communes.Concat(catalog.UnassignedOfProvinces))
        {
            if (AreaNumber.TryParse(part.Code, out var number) && AreaNumber.TryParse(part.Parent!, out var province)) _provinceOf.Add(number, province);
        }

        _areas = Database.Open(SqliteAreaStore.PathOf(options), readOnly: true);
        _areas.Execute("BEGIN");
        _areaCells = new CellTable(_areas, CellKind.Areas);
        var consumed = ReadConsumed();
        ReadOwed();
        for (var partition = 0; partition < Numbers.PartitionCount; partition++)
        {
            var source = new SiteCells(SqlitePartitionStore.PathOf(Path.Combine(options.DataDirectory, "partitions"), partition));
            _sources.Add(source);
            _moving.UnionWith(source.ChangedAfter(consumed.GetValueOrDefault(partition)));
        }

        MinutesFromMs = _sources.Select(source => source.MinutesFromMs).Append(new KeptFrom(_areas)[Dropped.Minutes]).Max();
    }

    /// <summary>An area's stored cell, and what its sites' cells merge to.</summary>
    public readonly record struct Pair(AreaMark Mark, Cell Stored, Cell Merged);

    /// <summary>Cells of minutes before were dropped somewhere: what is left of them is not to be compared.</summary>
    public long MinutesFromMs { get; }

    /// <summary>True while a change of a window is on its way up.</summary>
    public bool IsMoving(in WindowKey key) => _moving.Contains(key);

    /// <summary>The areas that have cells of an indicator and window.</summary>
    public List<int> AreasWith(Indicator indicator, Window window) => _areaCells.Owners(indicator.Number, window);

    /// <summary>The first window that has a cell anywhere, from a moment on.</summary>
    public long? FindNext(Indicator indicator, Window window, IReadOnlyList<int> areas, long fromMs)
    {
        var next = _sources.Select(source => source.FindNext(indicator.Number, window, fromMs)).Min();
        foreach (var area in areas)
        {
            if (_areaCells.FirstStartOf(indicator.Number, window, area, fromMs) is { } start && !(start >= next)) next = start;
        }

        return next;
    }

    /// <summary>Every area's cells of the windows that begin in [from, to).</summary>
    public List<Pair> Read(Indicator indicator, Window window, IReadOnlyList<int> areas, long fromMs, long toMs)
    {
        var merged = MergeSites(indicator, window, fromMs, toMs);
        MergeUp(merged, area => _provinceOf.TryGetValue(area, out var province) ? province : null);
        MergeUp(merged, area => area is > AreaNumber.Nation and <= AreaNumber.Unassigned ? AreaNumber.Nation : null);
        var stored = ReadAreas(indicator, window, areas, fromMs, toMs);
        return [.. merged.Keys.Union(stored.Keys).Select(at => new Pair(
            new AreaMark(new WindowKey(indicator.Number, window, at.StartMs), at.Area),
            stored.GetValueOrDefault(at) ?? new Cell(), merged.GetValueOrDefault(at) ?? new Cell()))];
    }

    public void Dispose()
    {
        _areas.Dispose();
        foreach (var source in _sources) source.Dispose();
    }

    private Dictionary<(int Area, long StartMs), Cell> MergeSites(Indicator indicator, Window window, long fromMs, long toMs)
    {
        var merged = new Dictionary<(int, long), Cell>();
        foreach (var source in _sources)
        {
            source.Read(indicator.Number, window, fromMs, toMs, (area, startMs, cell) => CellOf(merged, area, startMs).MergeChild(cell));
        }

        return merged;
    }

    private static void MergeUp(Dictionary<(int Area, long StartMs), Cell> merged, Func<int, int?> parentOf)
    {
        foreach (var ((area, startMs), cell) in merged.ToList())
        {
            if (parentOf(area) is { } parent) CellOf(merged, parent, startMs).MergeChild(cell);
        }
    }

    private static Cell CellOf(Dictionary<(int Area, long StartMs), Cell> cells, int area, long startMs)
    {
        if (!cells.TryGetValue((area, startMs), out var cell)) cells.Add((area, startMs), cell = new Cell());
        return cell;
    }

    private Dictionary<(int Area, long StartMs), Cell> ReadAreas(Indicator indicator, Window window, IReadOnlyList<int> areas, long fromMs, long toMs)
    {
        var stored = new Dictionary<(int, long), Cell>();
        foreach (var area in areas)
        {
            _areaCells.Read(
                indicator.Number, window, area, fromMs, toMs, int.MaxValue, CellParts.All, cell => stored.Add((area, cell.StartMs), cell.Content.Clone()));
        }

        return stored;
    }

    private Dictionary<int, long> ReadConsumed()
    {
        var consumed = new Dictionary<int, long>();
        var rows = _areas.Prepare("SELECT partition, commit_number FROM consumed");
        while (rows.Step()) consumed.Add(rows.Int(0), rows.Long(1));
        return consumed;
    }

    private void ReadOwed()
    {
        var rows = _areas.Prepare("SELECT DISTINCT indicator, window, start FROM owed");
        while (rows.Step()) _moving.Add(new WindowKey((ushort)rows.Int(0), (Window)rows.Int(1), rows.Long(2)));
    }
}
