using SmartSectors.Grains.Partitions;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Grains.Sites;

/// <summary>One indicator of a site in this partition: its gathering cells.</summary>
internal sealed class SiteSeries(int index, int site, IndicatorRules rules)
{
    // By window and start. Mostly a handful, but tens of thousands when a device's weeks are told or judged anew.
    private readonly List<OpenCell> _open = [];

    // Of the two windows that readings go to, the cells that the last ones went to.
    private OpenCell? _lastMinute;
    private OpenCell? _lastQuarter;

    /// <summary>Its place among the partition's.</summary>
    public int Index { get; } = index;

    public int Site { get; } = site;

    /// <summary>Of the scheme that holds.</summary>
    public IndicatorRules Rules { get; set; } = rules;

    // Whole minutes.
    private List<(long FromMs, long ToMs)>? _sealed;

    /// <summary>Where what is derived from its readings is booked, at the same site; found when it first is.</summary>
    public SiteSeries[]? Derived { get; set; }

    public IReadOnlyList<OpenCell> Open => _open;

    /// <summary>Of the deactivated series here: the slots from which on they are expected. Silence counts.</summary>
    public List<long> AsleepFromSlots { get; } = [];

    /// <summary>The gathering cell of a window, or null.</summary>
    public OpenCell? Find(Window window, long startMs)
    {
        var last = window == Window.Minute ? _lastMinute : window == Window.QuarterHour ? _lastQuarter : null;
        if (last is not null && last.StartMs == startMs) return last;

        var at = PlaceOf(window, startMs);
        if (at < 0) return null;
        NoteLast(_open[at]);
        return _open[at];
    }

    /// <summary>There is none of its window yet.</summary>
    public void Add(OpenCell cell)
    {
        _open.Insert(~PlaceOf(cell.Window, cell.StartMs), cell);
        NoteLast(cell);
    }

    public void Remove(OpenCell cell)
    {
        _open.RemoveAt(PlaceOf(cell.Window, cell.StartMs));
        if (ReferenceEquals(_lastMinute, cell)) _lastMinute = null;
        if (ReferenceEquals(_lastQuarter, cell)) _lastQuarter = null;
    }

    /// <summary>Readings of these minutes were erased: their statistics take no further revision.</summary>
    public void Seal(long fromMs, long toMs) => (_sealed ??= []).Add((fromMs, toMs));

    /// <summary>The minute of a moment is sealed.</summary>
    public bool IsSealed(long timeMs)
    {
        if (_sealed is null) return false;
        foreach (var (fromMs, toMs) in _sealed)
        {
            if (timeMs >= fromMs && timeMs < toMs) return true;
        }

        return false;
    }

    // Its place, or the complement of where it would be.
    private int PlaceOf(Window window, long startMs)
    {
        var (low, high) = (0, _open.Count - 1);
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var cell = _open[middle];
            var order = cell.Window != window ? (int)cell.Window - (int)window : cell.StartMs.CompareTo(startMs);
            if (order == 0) return middle;
            if (order < 0) low = middle + 1;
            else high = middle - 1;
        }

        return ~low;
    }

    private void NoteLast(OpenCell cell)
    {
        if (cell.Window == Window.Minute) _lastMinute = cell;
        else if (cell.Window == Window.QuarterHour) _lastQuarter = cell;
    }

    /// <summary>What an open window shows before it closes: its own content and all its open child windows'.</summary>
    public Cell View(OpenCell cell)
    {
        if (cell.Window == Window.Minute) return cell.Content;

        var view = cell.HasContent ? cell.Content.Clone() : new Cell();
        foreach (var child in _open)
        {
            if (child.Window == cell.Window - 1 && !child.IsLate && WindowCalendar.Start(cell.Window, child.StartMs) == cell.StartMs)
                view.MergeSameSite(View(child));
        }

        return view;
    }
}
