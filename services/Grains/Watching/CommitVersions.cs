using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Grains.Watching;

/// <summary>
/// Numbers by which one knows that an answer is still the same without making it: each local day of an indicator's cells, and
/// of a partition's readings, has the number of the last commit that touched it. They are this process's own: after a start
/// nothing is known to be the same. While a commit is being made visible nobody is told a number for what it touches, since
/// an answer of that moment may be from before it or from after.
/// </summary>
/// <param name="maxMarks">So many days are known; then what was touched longest ago is forgotten, and counts as touched just now.</param>
public sealed class CommitVersions(int maxMarks = CommitVersions.DefaultMarks)
{
    /// <summary>Some 5 MB.</summary>
    public const int DefaultMarks = 100_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<CommitMark, State> _marks = [];
    private long[]? _frontiers;
    private long _version;
    private long _floor;

    private readonly record struct State(long Version, int UnderWay);

    /// <summary>Of this process.</summary>
    public Guid Epoch { get; } = Guid.NewGuid();

    /// <summary>
    /// The number of cells of an indicator in windows that begin in a range; null while some of them are being written. It is
    /// to be asked before the cells are read.
    /// </summary>
    public long? OfCells(bool ofSites, ushort indicator, Window window, long fromMs, long toMs)
    {
        lock (_gate)
        {
            // Until a commit has told where the areas' frontiers are, nobody knows which cells the next one makes final.
            if (!ofSites && _frontiers is null) return null;
            var cells = NewestOf(new CommitMark(ofSites ? Marked.SiteCells : Marked.AreaCells, indicator, window, 0), fromMs, toMs);
            return ofSites ? cells : Later(cells, NewestOf(new CommitMark(Marked.Frontiers, 0, window, 0), fromMs, toMs));
        }
    }

    /// <summary>The number of a partition's readings of a range, likewise.</summary>
    public long? OfReadings(int partition, long fromMs, long toMs)
    {
        lock (_gate) return NewestOf(new CommitMark(Marked.Readings, partition, default, 0), fromMs, toMs);
    }

    internal void While(HashSet<CommitMark> marks, Action write)
    {
        Begin(marks);
        try
        {
            write();
        }
        finally
        {
            End(marks);
        }
    }

    /// <param name="frontiers">As the commit will leave them.</param>
    internal void While(HashSet<CommitMark> marks, long[] frontiers, Action write)
    {
        lock (_gate)
        {
            for (var i = 0; _frontiers is not null && i < frontiers.Length; i++)
                AddDays(marks, new CommitMark(Marked.Frontiers, 0, (Window)i, 0), _frontiers[i], frontiers[i]);
        }

        While(marks, write);
        lock (_gate) _frontiers = [.. frontiers];
    }

    private static void AddDays(HashSet<CommitMark> marks, CommitMark mark, long fromMs, long toMs)
    {
        if (toMs <= fromMs) return;
        for (var day = CommitMarks.DayOf(fromMs); day <= CommitMarks.DayOf(toMs - 1); day++) marks.Add(mark with { Day = day });
    }

    /// <summary>From here on what they touch may be visible, or not yet.</summary>
    internal void Begin(HashSet<CommitMark> marks)
    {
        lock (_gate)
        {
            if (_marks.Count + marks.Count > maxMarks) Forget();
            foreach (var mark in marks)
            {
                var state = _marks.GetValueOrDefault(mark);
                _marks[mark] = state with { UnderWay = state.UnderWay + 1 };
            }
        }
    }

    /// <summary>All of it is visible, or none.</summary>
    internal void End(HashSet<CommitMark> marks)
    {
        lock (_gate)
        {
            _version++;
            foreach (var mark in marks) _marks[mark] = new State(_version, _marks[mark].UnderWay - 1);
        }
    }

    private void Forget()
    {
        foreach (var settled in _marks.Where(mark => mark.Value.UnderWay == 0).Select(mark => mark.Key).ToList()) _marks.Remove(settled);
        _floor = ++_version;
    }

    private long? NewestOf(CommitMark mark, long fromMs, long toMs)
    {
        if (toMs <= fromMs) return _floor;
        var (first, last) = (CommitMarks.DayOf(fromMs), CommitMarks.DayOf(toMs - 1));
        long? newest = _floor;
        if (last - first > _marks.Count) // A long range of which little is known.
        {
            foreach (var (known, state) in _marks)
            {
                if (known with { Day = 0 } == mark && known.Day >= first && known.Day <= last) newest = Later(newest, VersionOf(state));
            }

            return newest;
        }

        for (var day = first; day <= last; day++)
        {
            if (_marks.TryGetValue(mark with { Day = day }, out var state)) newest = Later(newest, VersionOf(state));
        }

        return newest;
    }

    private static long? VersionOf(State state) => state.UnderWay > 0 ? null : state.Version;

    private static long? Later(long? one, long? other) => one is { } a && other is { } b ? Math.Max(a, b) : null;
}
