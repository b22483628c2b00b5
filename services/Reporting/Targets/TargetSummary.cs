using SmartSectors.Reporting.Sdmx;
using SmartSectors.Telemetry.Areas;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Reporting.Targets;

/// <summary>How many targets stand how. What is hidden or has no data is never counted as reached, and ended ones not at all.</summary>
/// <param name="Total">All of them.</param>
internal readonly record struct TargetTally(int Total, int Achieved, int OnTrack, int NeedsFocus, int Hidden, int NoData)
{
    public static TargetTally Of(IEnumerable<Standing> standings)
    {
        var counts = new int[TargetStateNames.All.Count];
        foreach (var standing in standings) counts[(int)standing.State]++;
        counts[(int)TargetState.Ended] = 0;
        return new TargetTally(
            counts.Sum(), counts[(int)TargetState.Achieved], counts[(int)TargetState.OnTrack], counts[(int)TargetState.NeedsFocus],
            counts[(int)TargetState.Hidden], counts[(int)TargetState.NoData]);
    }
}

/// <summary>
/// As the national programme counts: all, by sector, and by province with its communes; what is in no province is the
/// nation's own.
/// </summary>
internal sealed record TargetSummaryBody(TargetTally All, IReadOnlyList<SectorTallyBody> Sectors, IReadOnlyList<AreaTallyBody> Areas)
{
    public static TargetSummaryBody Of(IReadOnlyCollection<Standing> standings, AreaCatalog areas) => new(
        TargetTally.Of(standings),
        [.. standings.GroupBy(standing => standing.Target.Subject.Indicator.Sector).OrderBy(group => group.Key)
            .Select(group => new SectorTallyBody(group.Key.Name(), TargetTally.Of(group)))],
        [.. standings.GroupBy(standing => AreaCodes.PartOf(standing.Target.Subject.Area)).OrderBy(group => group.Key != AreaCatalog.NationCode).ThenBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => AreaTallyBody.Of(areas.TryGet(group.Key, out var area) ? area : throw new InvalidOperationException($"BUG: no area {group.Key}"), group))]);
}

/// <summary>A sector's count.</summary>
internal sealed record SectorTallyBody(string Sector, TargetTally Count);

/// <summary>The count of the nation itself, or of a province and its communes.</summary>
internal sealed record AreaTallyBody(string Area, string AreaVi, string AreaEn, TargetTally Count)
{
    public static AreaTallyBody Of(Area area, IEnumerable<Standing> standings) => new(area.Code, area.NameVi, area.NameEn, TargetTally.Of(standings));
}
