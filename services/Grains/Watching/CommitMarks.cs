using SmartSectors.Grains.Partitions;
using SmartSectors.Grains.Propagation;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Grains.Watching;

/// <summary>What kind of answers a commit changes.</summary>
internal enum Marked : byte
{
    /// <summary>Areas' cells, by indicator and window.</summary>
    AreaCells,

    /// <summary>Sites' cells, by indicator and window.</summary>
    SiteCells,

    /// <summary>Whether areas' cells are final, by window.</summary>
    Frontiers,

    /// <summary>Readings, by partition.</summary>
    Readings,
}

/// <summary>What a commit touches, as coarse as versions are kept.</summary>
/// <param name="Number">Of the indicator or the partition; 0 for frontiers.</param>
/// <param name="Day">The local day in which the window begins, or the reading was measured.</param>
internal readonly record struct CommitMark(Marked What, int Number, Window Window, int Day);

internal static class CommitMarks
{
    // Nothing older is ever taken (DESIGN.md): 10,000 days in 2027.
    private static readonly long s_firstTimeMs = new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    public static HashSet<CommitMark> Of(int partition, PartitionCommit commit)
    {
        var marks = new HashSet<CommitMark>();
        var (fromMs, toMs) = (0L, 0L);
        foreach (var timeMs in commit.Times)
        {
            if (timeMs >= fromMs && timeMs < toMs) continue; // mostly of the same day
            marks.Add(new CommitMark(Marked.Readings, partition, default, DayOf(timeMs)));
            fromMs = WindowCalendar.LocalMidnight(timeMs);
            toMs = fromMs + WindowCalendar.DayMs;
        }

        foreach (var erased in commit.Erasures)
        {
            for (var day = DayOf(Math.Max(erased.FromMs, s_firstTimeMs)); day <= DayOf(erased.UntilMs - 1); day++)
                marks.Add(new CommitMark(Marked.Readings, partition, default, day));
        }

        foreach (var (key, _) in commit.Cells) marks.Add(new CommitMark(Marked.SiteCells, key.Indicator, key.Window, DayOf(key.StartMs)));
        return marks;
    }

    public static HashSet<CommitMark> Of(AreaCommit commit) =>
        [.. commit.Cells.Select(cell => new CommitMark(Marked.AreaCells, cell.Mark.Key.Indicator, cell.Mark.Key.Window, DayOf(cell.Mark.Key.StartMs)))];

    public static int DayOf(long timeMs) => (int)((WindowCalendar.LocalMidnight(timeMs) + WindowCalendar.LocalOffsetMs) / WindowCalendar.DayMs);
}
