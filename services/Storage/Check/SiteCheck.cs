using SmartSectors.Grains.Partitions;
using SmartSectors.Storage.Cells;
using SmartSectors.Storage.Partitions;
using SmartSectors.Storage.Retention;
using SmartSectors.Storage.Sqlite;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Storage.Check;

/// <summary>
/// Compares the site cells of one partition, as of one commit. What a window should hold is recomputed; what it does
/// hold is its closed cell and whatever gathers below it: an open window, or a late change that waits to be a revision.
/// So nothing of a partition is left out, and the platform may run meanwhile; its checkpoints wait for this partition.
/// </summary>
internal sealed class SiteCheck : IDisposable
{
    // Bounds the memory: so many sites' cells of one indicator and day at once.
    private const int SitesAtOnce = 64;

    private readonly SchemeCatalog _schemes;
    private readonly CheckScope _scope;
    private readonly CheckCounts _counts;
    private readonly Database _database;
    private readonly SegmentScan _segments;
    private readonly Partition _partition;
    private readonly IReadOnlyList<string> _sites;
    private readonly ILookup<ushort, SeriesFacts> _series;
    private readonly ILookup<(ushort Indicator, int Site), (CellAt At, Cell Content, bool NeedsRebuild)> _gathering;
    private readonly CellTable _cells;
    private readonly ErasedSpans _erased;
    private ILookup<int, (long FromMs, long ToMs)> _erasedOfIndicator = Enumerable.Empty<(long, long)>().ToLookup(_ => 0);
    private readonly long _sealedBeforeMs;
    private readonly long _minutesFromMs;

    public SiteCheck(string path, int number, SchemeCatalog schemes, ISchemeTexts texts, CheckScope scope, CheckCounts counts)
    {
        _schemes = schemes;
        _scope = scope;
        _counts = counts;
        _database = Database.Open(path, readOnly: true);
        _database.Execute("BEGIN"); // Everything is read as of one moment.
        _partition = CommittedState.Load(_database, number, schemes, texts);
        _segments = new SegmentScan(_database, new Anchors(_database));
        var keptFrom = new KeptFrom(_database);
        _minutesFromMs = keptFrom[Dropped.Minutes];
        // Of the first day that is kept whole, what began the day before is not known of every vehicle.
        var readingsFromMs = keptFrom[Dropped.Readings];
        _sealedBeforeMs = readingsFromMs == long.MinValue ? readingsFromMs : readingsFromMs + WindowCalendar.DayMs;
        _sites = _partition.InspectSites();
        _series = _partition.InspectSeries().ToLookup(series => series.Indicator);
        _gathering = _partition.InspectGathering().ToLookup(
            cell => (cell.Key.Indicator, cell.Key.Site), cell => (new CellAt(cell.Key.Site, cell.Key.Window, cell.Key.StartMs), cell.Content, cell.NeedsRebuild));
        _cells = new CellTable(_database, CellKind.Sites);
        _erased = new ErasedSpans(_database, _series.SelectMany(series => series));
    }

    /// <summary>The findings of one indicator, by site and time.</summary>
    public IEnumerable<CheckFinding> Run(Indicator indicator, CancellationToken cancellationToken)
    {
        var inputs = new SeriesInputs(indicator, _schemes, _series);
        if (FindDays(indicator, inputs) is not { } days) yield break;
        _erasedOfIndicator = _erased.Of(
            [.. _series[indicator.Number], .. inputs.OfRatio.Select(input => input.Series), .. inputs.Derived], ErasedSpans.ReachOf(indicator));

        foreach (var (firstSite, endSite) in SiteGroups())
        {
            bool IsWanted(int site) => site >= firstSite && site < endSite;
            var series = _series[indicator.Number].Where(one => one.Residences.Any(residence => IsWanted(residence.Site))).ToList();
            var recomputation = new Recomputation(
                indicator, series, inputs, IsWanted, _partition.Frontier, _partition.CriteriaFromMs, _partition.TravelFromMs, _segments, _counts);
            var receipts = new ReceiptBooks();

            for (var day = days.Last; day >= days.First; day -= WindowCalendar.DayMs)
            {
                cancellationToken.ThrowIfCancellationRequested();
                foreach (var finding in Compare(indicator, recomputation.Day(day), receipts, IsWanted, Window.Minute, Window.Day, day, day + WindowCalendar.DayMs))
                    yield return finding;

                if (day != WindowCalendar.Start(Window.Month, day)) continue;
                foreach (var finding in Compare(indicator, recomputation.TakeMonths(), receipts, IsWanted, Window.Month, Window.Month, day, day + 1))
                    yield return finding;
            }

            _counts.Report();
        }
    }

    public void Dispose()
    {
        _segments.Dispose();
        _database.Dispose();
    }

    // Site 0 is none; what is stored under a number that no site has belongs to the last group.
    private IEnumerable<(int First, int End)> SiteGroups()
    {
        if (_scope.Site is { } id)
        {
            for (var site = 1; site < _sites.Count; site++)
            {
                if (_sites[site] == id) yield return (site, site + 1);
            }

            yield break;
        }

        for (var first = 0; first < _sites.Count; first += SitesAtOnce)
            yield return (first, first + SitesAtOnce >= _sites.Count ? int.MaxValue : first + SitesAtOnce);
    }

    // From the first day of the oldest month to the newest day of anything that is stored, gathers or is expected.
    private (long First, long Last)? FindDays(Indicator indicator, SeriesInputs inputs)
    {
        var moments = new List<long>();
        foreach (var window in WindowCalendar.All)
        {
            if (_cells.FirstStart(indicator.Number, window, long.MinValue) is { } oldest) moments.Add(oldest);
            if (_cells.LastStart(indicator.Number, window) is { } newest) moments.Add(newest);
        }

        moments.AddRange(_gathering.Where(cells => cells.Key.Indicator == indicator.Number).SelectMany(cells => cells).Select(cell => cell.At.StartMs));
        if (_series.Contains(indicator.Number) || inputs.OfRatio.Count > 0 || inputs.Derived.Count > 0) moments.AddRange([_segments.FirstMs, _segments.LastMs, _partition.ClockMs]);
        moments.RemoveAll(moment => moment is long.MaxValue or long.MinValue);
        if (moments.Count == 0) return null;

        var first = WindowCalendar.Start(Window.Month, moments.Min());
        var last = WindowCalendar.LocalMidnight(moments.Max());
        if (_scope.From is { } from) first = Math.Max(first, WindowCalendar.Start(Window.Month, from.ToUnixTimeMilliseconds()));
        return (first, last);
    }

    private List<CheckFinding> Compare(
        Indicator indicator, Dictionary<CellAt, Cell> recomputed, ReceiptBooks receipts, Func<int, bool> isWanted,
        Window shortest, Window longest, long fromMs, long toMs)
    {
        var stored = ReadStored(indicator, isWanted, shortest, longest, fromMs, toMs);
        var cells = recomputed.Keys.Concat(stored.Keys).Concat(GatheringIn(indicator, isWanted, shortest, longest, fromMs, toMs)).Distinct()
            .ToDictionary(at => at, at => Held(indicator, at, stored.GetValueOrDefault(at)));
        foreach (var (at, held) in cells)
        {
            if (at.Window == Window.QuarterHour) receipts.Add(at, held);
        }

        foreach (var (at, received) in longest == Window.Month ? receipts.TakeMonths() : receipts.TakeDay())
        {
            cells.TryAdd(at, new Cell());
            recomputed.TryAdd(at, new Cell());
            recomputed[at].GatherCriteria().MergeReceipts(received);
        }

        var findings = new List<CheckFinding>();
        foreach (var (at, held) in cells.OrderBy(cell => cell.Key.Site).ThenBy(cell => cell.Key.Window).ThenBy(cell => cell.Key.StartMs))
        {
            if (!IsInScope(at)) continue;
            if (at.StartMs < _sealedBeforeMs || (at.Window == Window.Minute && at.StartMs < _minutesFromMs)
                || ErasedSpans.Touches(_erasedOfIndicator[at.Site], at.Window, at.StartMs))
            {
                _counts.Sealed++;
                continue;
            }

            var expected = recomputed.GetValueOrDefault(at) ?? new Cell();
            if (IsToBeRebuilt(indicator, at))
            {
                _counts.Waiting++;
                continue;
            }

            _counts.Compared++;
            if (Verdict.Of(held, expected) is { } kind)
            {
                findings.Add(new CheckFinding(
                    kind, AreaLevel.Site, at.Site < _sites.Count ? _sites[at.Site] : $"number {at.Site}", indicator, at.Window,
                    DateTimeOffset.FromUnixTimeMilliseconds(at.StartMs), CellWords.Of(held), CellWords.Of(expected)));
            }
        }

        return findings;
    }

    private bool IsInScope(CellAt at) =>
        (_scope.From is not { } from || at.StartMs >= from.ToUnixTimeMilliseconds())
        && (_scope.To is not { } to || at.StartMs < to.ToUnixTimeMilliseconds());

    // The closed cells. An open window's stored cell is only what was last shown of it.
    private Dictionary<CellAt, Cell> ReadStored(
        Indicator indicator, Func<int, bool> isWanted, Window shortest, Window longest, long fromMs, long toMs)
    {
        var stored = new Dictionary<CellAt, Cell>();
        for (var window = shortest; window <= longest; window++)
        {
            var length = window; // Of this turn, for the walk.
            _cells.Walk(indicator.Number, window, fromMs, Math.Min(toMs, _partition.Frontier(window)), row =>
            {
                if (isWanted(row.Owner)) stored.Add(new CellAt(row.Owner, length, row.StartMs), row.Content);
            });
        }

        return stored;
    }

    private IEnumerable<CellAt> GatheringIn(
        Indicator indicator, Func<int, bool> isWanted, Window shortest, Window longest, long fromMs, long toMs)
    {
        foreach (var cells in _gathering.Where(cells => cells.Key.Indicator == indicator.Number && isWanted(cells.Key.Site)))
        {
            foreach (var (at, _, _) in cells)
            {
                for (var window = (Window)Math.Max((int)at.Window, (int)shortest); window <= longest; window++)
                {
                    var start = WindowCalendar.Start(window, at.StartMs);
                    if (start >= fromMs && start < toMs) yield return new CellAt(at.Site, window, start);
                }
            }
        }
    }

    // A flag was found that changes what is in a cell: until that is made anew, and it and all above it are revised.
    private bool IsToBeRebuilt(Indicator indicator, CellAt at) => _gathering[(indicator.Number, at.Site)].Any(
        cell => cell.NeedsRebuild && cell.At.Window <= at.Window && WindowCalendar.Start(at.Window, cell.At.StartMs) == at.StartMs);

    // A gathering cell goes up when it is done, so until then each longer window lacks it.
    private Cell Held(Indicator indicator, CellAt at, Cell? stored)
    {
        var held = stored ?? new Cell();
        foreach (var (below, content, _) in _gathering[(indicator.Number, at.Site)])
        {
            if (below.Window <= at.Window && WindowCalendar.Start(at.Window, below.StartMs) == at.StartMs) held.MergeSameSite(content);
        }

        return held;
    }
}
