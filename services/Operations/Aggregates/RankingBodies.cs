using System.ComponentModel;
using SmartSectors.Telemetry.Areas;

namespace SmartSectors.Operations.Aggregates;

/// <summary>The areas with the greatest or least figures of one window.</summary>
internal sealed record RankingBody(
    string Sector,
    string Indicator,
    [property: Description("UCUM; of a count or coverage it does not count.")] string Unit,
    [property: Description("province or commune.")] string Level,
    [property: Description("1m, 15m, 1h, 1d or 1mo.")] string Window,
    [property: Description("Of the window.")] DateTimeOffset Start,
    [property: Description("What is ranked, such as value or mean.")] string Stat,
    IReadOnlyList<RankBody> Ranks);

/// <summary>One area's rank.</summary>
internal sealed record RankBody(
    int Rank,
    [property: Description("A province or commune code, or what is in none of them.")] string Area,
    string NameVi,
    string NameEn,
    double Figure,
    [property: Description("Of the same window a day before; null without one, and of months.")] double? DayBefore,
    [property: Description("Of the same window a week before; null without one, and of months.")] double? WeekBefore,
    double? Coverage,
    [property: Description("Of SDMX's CL_OBS_STATUS: A normal, U low reliability, O missing.")] string Status,
    [property: Description("The window is closed.")] bool Final)
{
    public static RankBody Of(AreaRank rank, AreaCatalog areas) => new(
        rank.Rank, rank.Area, areas.TryGet(rank.Area, out var area) ? area.NameVi : rank.Area, area?.NameEn ?? rank.Area,
        rank.Figure, rank.DayBefore, rank.WeekBefore, rank.Point.Coverage, rank.Point.Status.Name(), rank.Point.Final);
}
