using SmartSectors.Grains.Partitions;
using SmartSectors.Storage.Readings;
using SmartSectors.Storage.Retention;
using SmartSectors.Storage.Sqlite;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Storage.Check;

/// <summary>
/// Which windows of an indicator at a site cannot be compared, because readings that they were made of were erased: those
/// of the erased range, and those around the moment at which the series of the device began again.
/// </summary>
internal sealed class ErasedSpans
{
    private readonly List<(int Device, long FromMs, long UntilMs, long SettledMs)> _erasures = [];
    private readonly SeriesReader _readings;
    private readonly ILookup<int, SeriesFacts> _seriesOf;

    public ErasedSpans(Database database, IEnumerable<SeriesFacts> series)
    {
        _readings = new SeriesReader(database, new Anchors(database));
        _seriesOf = series.ToLookup(one => one.Device);
        // A database that an earlier version wrote has no such table.
        if (!(database.Prepare("SELECT count(*) FROM sqlite_schema WHERE name = 'erasures'").FirstLong() > 0)) return;
        var rows = database.Prepare("SELECT device, from_ms, until_ms, settled_ms FROM erasures WHERE erased_ms IS NOT NULL");
        while (rows.Step()) _erasures.Add((rows.Int(0), rows.Long(1), rows.Long(2), rows.Long(3)));
    }

    /// <summary>The spans of an indicator, by site.</summary>
    /// <param name="sources">The series that its cells are made of, its own and others'.</param>
    /// <param name="reachMs">So long what a reading says reaches.</param>
    public ILookup<int, (long FromMs, long ToMs)> Of(IReadOnlyList<SeriesFacts> sources, long reachMs)
    {
        var spans = new List<(int Site, long FromMs, long ToMs)>();
        foreach (var (device, fromMs, untilMs, settledMs) in _erasures)
        {
            if (!sources.Any(source => source.Device == device)) continue;
            foreach (var series in _seriesOf[device])
            {
                foreach (var site in series.Residences.Select(residence => residence.Site).Distinct())
                {
                    spans.Add((site, fromMs, EndOf(series, untilMs, reachMs)));
                    spans.Add((site, settledMs - reachMs, EndOf(series, settledMs, reachMs)));
                }
            }
        }

        return spans.ToLookup(span => span.Site, span => (span.FromMs, span.ToMs));
    }

    /// <summary>Whether a window touches any of the spans.</summary>
    public static bool Touches(IEnumerable<(long FromMs, long ToMs)> spans, Window window, long startMs)
    {
        var endMs = WindowCalendar.End(window, startMs);
        return spans.Any(span => startMs < span.ToMs && endMs > span.FromMs);
    }

    // Up to the first reading that follows, which may have been counted from one that is gone.
    private long EndOf(SeriesFacts series, long fromMs, long reachMs)
    {
        var next = _readings.Walk(series.Index, fromMs, long.MaxValue).Select(reading => reading.TimeMs).Append(fromMs).First();
        return Math.Max(fromMs, next) + reachMs;
    }

    /// <summary>How long a reading of an indicator, or one that comes after it, may be told by it.</summary>
    public static long ReachOf(Indicator indicator) => Math.Max(WindowCalendar.DayMs, (long)indicator.Hold.TotalMilliseconds);
}
