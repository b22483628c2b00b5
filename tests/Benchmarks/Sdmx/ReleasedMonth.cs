using SmartSectors.Reporting.Disclosure;
using SmartSectors.Reporting.Releases;
using SmartSectors.Telemetry.Areas;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Benchmarks.Sdmx;

/// <summary>
/// A month of the nation by days, as releases: 34 provinces, 3,321 communes, 37 indicators of three sectors. A second
/// release of each sector revises a third of the days.
/// </summary>
internal static class ReleasedMonth
{
    public const int Indicators = 37;
    public const int Days = 31;

    /// <summary>The days of October 2026.</summary>
    public static readonly DateTimeOffset First = new(2026, 10, 1, 0, 0, 0, TimeSpan.FromHours(7));

    /// <summary>Publishes it.</summary>
    /// <returns>When what the revisions changed was still as it was published first.</returns>
    public static DateTimeOffset Fill(ReleaseStore store, AdvancingClock clock)
    {
        var indicators = SchemeCatalog.Load().Schemes.SelectMany(scheme => scheme.Indicators).Where(indicator => indicator.DerivedFrom is null).Take(Indicators).ToList();
        foreach (var sector in indicators.GroupBy(indicator => indicator.Sector)) Publish(store, sector.Key, [.. sector], revision: 0, daysBetween: 1);
        var before = clock.GetUtcNow();
        clock.Advance(TimeSpan.FromHours(1));
        foreach (var sector in indicators.GroupBy(indicator => indicator.Sector)) Publish(store, sector.Key, [.. sector], revision: 1, daysBetween: 3);
        return before;
    }

    private static void Publish(ReleaseStore store, Sector sector, IReadOnlyList<Indicator> indicators, int revision, int daysBetween)
    {
        var areas = AreaCatalog.Load();
        using var writer = store.Begin(sector, Window.Day, First, First.AddDays(Days), revision == 0 ? null : "late data");
        foreach (var indicator in indicators)
        {
            foreach (var part in areas.Provinces.Select(province => province.Code).Prepend(AreaCatalog.NationCode))
            {
                var codes = Parts(areas, part);
                for (var day = 0; day < Days; day += daysBetween)
                {
                    var key = new BlockKey(Window.Day, part, indicator.Number, First.ToUnixTimeMilliseconds() + (day * WindowCalendar.DayMs));
                    var seed = (indicator.Number * 40) + day + revision;
                    writer.Add(key, [.. codes.Select((code, i) => Of(code, seed + i))]);
                }
            }
        }

        writer.Commit();
    }

    private static List<string> Parts(AreaCatalog areas, string part)
    {
        List<string> codes = part == AreaCatalog.NationCode
            ? [areas.Nation.Code, areas.Unassigned.Code]
            : [part, AreaCatalog.UnassignedCodeOf(part), .. areas.CommunesOf(part).Select(commune => commune.Code)];
        codes.Sort(StringComparer.Ordinal);
        return codes;
    }

    // Numbers with as many digits as real ones have; no sum, as most indicators have none, so six statistics are public.
    private static Observation Of(string area, int seed)
    {
        var mean = (seed % 9_973) / 7.0;
        return new Observation(
            area, mean * 1.01, 1_440 + (seed % 97), null, mean, mean / 11, mean - 3.5, mean + 4.5, mean, mean * 1.3, mean * 1.4,
            20 + (seed % 50), 0.9 + (seed % 100 / 1_000.0), 0.98, 0.999, 0.95, ObservationStatus.Normal, true, Confidentiality.Free);
    }
}

/// <summary>A clock that goes on when it is told to, so that releases have times apart.</summary>
internal sealed class AdvancingClock : TimeProvider
{
    private DateTimeOffset _now = ReleasedMonth.First.AddDays(40);

    public override DateTimeOffset GetUtcNow() => _now;

    public void Advance(TimeSpan by) => _now += by;
}
