using SmartSectors.Reporting.Releases;

namespace SmartSectors.Reporting.Sdmx.Data;

/// <summary>What was published of an area and period now, and what was before.</summary>
internal struct AreaCell
{
    public Observation? Now;
    public Observation? Before;
}

/// <summary>
/// Turns blocks, which have all areas of one period, into areas with all their periods. As many areas are held at once as
/// there is room for; the rest comes with another pass over the blocks.
/// </summary>
internal sealed class AreaCells(ReleaseReader reader, BlockRange range, IReadOnlyList<PeriodVersions> periods, Func<string, string?> codeOf)
{
    // Observations take some 330 bytes, so 7 MB an answer.
    private const int Room = 20_000;

    private readonly int _most = Math.Max(1, Room / Math.Max(1, periods.Count));

    /// <summary>Areas by their codes in SDMX, in order; an area's cells are those of the periods.</summary>
    public IEnumerable<KeyValuePair<string, AreaCell[]>> Read()
    {
        string? after = null;
        while (true)
        {
            var areas = ReadAfter(after);
            foreach (var area in areas) yield return area;
            if (areas.Count < _most) break;
            after = areas.GetKeyAtIndex(areas.Count - 1);
        }
    }

    private SortedList<string, AreaCell[]> ReadAfter(string? after)
    {
        var areas = new SortedList<string, AreaCell[]>(StringComparer.Ordinal);
        for (var period = 0; period < periods.Count; period++)
        {
            var (startMs, now, before) = periods[period];
            if (now is { } newest)
            {
                foreach (var observation in reader.Read(range, new BlockVersion(startMs, newest)))
                {
                    if (CellsOf(areas, after, observation.Area) is { } cells) cells[period].Now = observation;
                }
            }

            if (before is not { } earlier) continue;
            foreach (var observation in reader.Read(range, new BlockVersion(startMs, earlier)))
            {
                if (CellsOf(areas, after, observation.Area) is { } cells) cells[period].Before = observation;
            }
        }

        return areas;
    }

    // Null for an area that is not asked for, and for one that does not belong to this pass.
    private AreaCell[]? CellsOf(SortedList<string, AreaCell[]> areas, string? after, string area)
    {
        if (codeOf(area) is not { } code || string.CompareOrdinal(code, after) <= 0) return null;
        if (areas.TryGetValue(code, out var cells)) return cells;
        if (areas.Count == _most)
        {
            if (string.CompareOrdinal(code, areas.GetKeyAtIndex(_most - 1)) > 0) return null;
            areas.RemoveAt(_most - 1);
        }

        cells = new AreaCell[periods.Count];
        areas.Add(code, cells);
        return cells;
    }
}

/// <summary>Which versions of a block are looked at.</summary>
/// <param name="Now">The release that has what is published; null where nothing is.</param>
/// <param name="Before">The one that has what it is compared with; null where nothing was, or nothing is compared.</param>
internal readonly record struct PeriodVersions(long StartMs, long? Now, long? Before);
