using System.ComponentModel;
using Microsoft.AspNetCore.Mvc;
using SmartSectors.Http;
using SmartSectors.Telemetry.Areas;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Reporting.Targets;

/// <summary>Which targets a list has.</summary>
internal sealed class TargetQueryString
{
    [FromQuery(Name = "sector"), Description("One sector only, such as agriculture; any case.")]
    public string? Sector { get; init; }

    [FromQuery(Name = "indicator"), Description("One indicator of the sector only, such as SOIL_MOISTURE; any case. Needs 'sector'.")]
    public string? Indicator { get; init; }

    [FromQuery(Name = "area"), Description("The targets of an area and of those in it: VN (all, as when left out), a province or commune code, unassigned, or such as 79-unassigned.")]
    public string? Area { get; init; }

    [FromQuery(Name = "state"), Description("achieved, on_track, needs_focus, hidden, no_data or ended; when left out, all but the ended ones.")]
    public string? State { get; init; }

    [FromQuery(Name = "format"), Description(TableFormats.Description)]
    public string? Format { get; init; }

    [FromQuery(Name = "limit"), Description("Targets in a page: 1 to 10000, 1000 when left out.")]
    public string? Limit { get; init; }

    [FromQuery(Name = "cursor"), Description("'next' of the page before.")]
    public string? Cursor { get; init; }
}

/// <summary>Which targets are counted.</summary>
internal sealed class TargetSummaryQueryString
{
    [FromQuery(Name = "sector"), Description("One sector only, such as agriculture; any case.")]
    public string? Sector { get; init; }

    [FromQuery(Name = "area"), Description("The targets of an area and of those in it: VN (all, as when left out), a province or commune code, unassigned, or such as 79-unassigned.")]
    public string? Area { get; init; }
}

/// <summary>Which released periods are shown with a target.</summary>
internal sealed class TargetSeriesQueryString
{
    public const int DefaultPeriods = 60, MostPeriods = 1_000;

    [FromQuery(Name = "periods"), Description("So many of the newest released periods: 1 to 1000, 60 when left out.")]
    public string? Periods { get; init; }
}

/// <summary>Whether a target is among those that are asked for.</summary>
internal sealed record TargetFilter(Sector? Sector, ushort? Indicator, Area? Area)
{
    public static TargetFilter Read(string? sector, string? indicator, string? area, SchemeCatalog schemes, AreaCatalog areas, ParameterErrors errors)
    {
        var scheme = sector is null && indicator is null ? null : SchemeParameters.ReadScheme(sector, schemes, errors);
        var asked = indicator is null ? null : SchemeParameters.ReadIndicator(indicator, scheme, errors);
        Area? place = null;
        if (area is not null && !areas.TryGet(area, out place)) errors.Add("area", $"There is no area '{area}'.");
        return new TargetFilter(scheme?.Sector, asked?.Number, place);
    }

    public bool Holds(TargetSubject subject) =>
        (Sector is null || subject.Indicator.Sector == Sector) && (Indicator is null || subject.Indicator.Number == Indicator) && (Area is null || IsIn(subject.Area, Area));

    private static bool IsIn(Area area, Area place) =>
        place.Code == AreaCatalog.NationCode || area.Code == place.Code || area.Parent == place.Code;
}
