using System.Globalization;
using SmartSectors.Reporting.Building;
using SmartSectors.Reporting.Publishing;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Reporting.Releases;

/// <summary>A figure that two states of what was published have otherwise; null where one has none.</summary>
public sealed record Difference(BlockKey Block, Indicator Indicator, string Area, Statistic Statistic, Figure? Before, Figure? After);

/// <summary>
/// What a release changed: only blocks that were written since can differ, so a diff reads those alone, in the order of
/// indicators, parts and periods.
/// </summary>
/// <param name="against">What was published up to this release is the state before.</param>
/// <param name="copy">Whose figures are compared: of the public copy no difference tells anything of a hidden area.</param>
public sealed class ReleaseDiff(ReleaseStore store, ReleaseAreas areas, IReadOnlyList<Indicator> indicators, Release release, long against, Copy copy)
{
    /// <summary>The differences from a place on, and where the next page begins. Throws <see cref="InvalidCursorException"/>.</summary>
    /// <param name="cursor">The next place of the page before; null for the first page.</param>
    public (IReadOnlyList<Difference> Differences, string? Next) Page(string? cursor, int limit)
    {
        var (indicatorAt, partAt, startMs, skip) = ReadCursor(cursor);
        var found = new List<Difference>();
        for (var i = indicatorAt; i < indicators.Count; i++)
        {
            for (var part = i == indicatorAt ? partAt : 0; part < areas.Parts.Count; part++)
            {
                var isFirst = i == indicatorAt && part == partAt;
                var first = new BlockKey(release.Window, areas.Parts[part].Code, indicators[i].Number, isFirst ? startMs : release.From.ToUnixTimeMilliseconds());
                foreach (var period in store.WrittenPeriods(first, release.To, against, release.Number))
                {
                    var key = first with { StartMs = period };
                    var past = isFirst && period == startMs ? skip : 0;
                    var differing = Compare(key, indicators[i]).Skip(past).Take(limit + 1 - found.Count).ToList();
                    found.AddRange(differing);
                    if (found.Count <= limit) continue;

                    found.RemoveAt(limit);
                    return (found, string.Create(CultureInfo.InvariantCulture, $"{i}.{part}.{period}.{past + differing.Count - 1}"));
                }
            }
        }

        return (found, null);
    }

    private IEnumerable<Difference> Compare(BlockKey key, Indicator indicator)
    {
        var before = store.Find(key, against).ToDictionary(observation => observation.Area, StringComparer.Ordinal);
        foreach (var now in store.Find(key, release.Number))
        {
            before.TryGetValue(now.Area, out var was);
            if (was == now) continue;
            foreach (var statistic in Statistic.All)
            {
                var (earlier, later) = (was is null ? null : Figure.Of(was, statistic, copy), Figure.Of(now, statistic, copy));
                if (earlier?.Value != later?.Value || earlier?.Status != later?.Status) yield return new Difference(key, indicator, now.Area, statistic, earlier, later);
            }
        }
    }

    private (int Indicator, int Part, long StartMs, int Skip) ReadCursor(string? cursor)
    {
        if (cursor is null) return (0, 0, release.From.ToUnixTimeMilliseconds(), 0);
        var places = cursor.Split('.');
        if (places.Length == 4 && TryRead(places[0], out var indicator) && TryRead(places[1], out var part) && TryRead(places[2], out var startMs) && TryRead(places[3], out var skip)
            && indicator < indicators.Count && part < areas.Parts.Count && skip < int.MaxValue)
            return ((int)indicator, (int)part, startMs, (int)skip);
        throw new InvalidCursorException(cursor);
    }

    private static bool TryRead(string text, out long number) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
