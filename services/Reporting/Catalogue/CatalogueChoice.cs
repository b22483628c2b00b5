using System.ComponentModel;
using Microsoft.AspNetCore.Mvc;
using SmartSectors.Http;
using SmartSectors.Reporting.Sdmx;
using SmartSectors.Telemetry.Areas;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Reporting.Catalogue;

/// <summary>What the page's form sends.</summary>
internal sealed class CatalogueQueryString
{
    [FromQuery(Name = "sector"), Description("Such as agriculture; any case.")]
    public string? Sector { get; init; }

    [FromQuery(Name = "area"), Description("VN, a province or commune code, unassigned, or such as 79-unassigned.")]
    public string? Area { get; init; }

    [FromQuery(Name = "month"), Description("Such as 2026-10.")]
    public string? Month { get; init; }

    [FromQuery(Name = "freq"), Description("D: each day of the month (when left out); M: the month as a whole.")]
    public string? Freq { get; init; }

    [FromQuery(Name = "parts"), Description("true: with the areas that it is made up of.")]
    public string? Parts { get; init; }

    [FromQuery(Name = "lang"), Description("vi or en: of the page that says that there is nothing.")]
    public string? Language { get; init; }
}

/// <summary>A month of a sector and an area, chosen in the page's form.</summary>
internal sealed record CatalogueChoice(Scheme Scheme, Area Area, string Month, TimePeriod Period, Window Window, bool WithParts)
{
    /// <summary>Null where something is wrong.</summary>
    public static CatalogueChoice? Read(CatalogueQueryString query, SchemeCatalog schemes, AreaCatalog areas, ParameterErrors errors)
    {
        var scheme = SchemeParameters.ReadScheme(query.Sector, schemes, errors);
        if (!areas.TryGet(query.Area ?? "", out var area)) errors.Add("area", $"There is no area '{query.Area}'.");
        if (!TimePeriod.TryParse(query.Month ?? "", out var period) || period.ToMs != WindowCalendar.End(Window.Month, period.FromMs))
            errors.Add("month", $"'{query.Month}' is no month such as 2026-10.");
        if (!Frequency.TryParse(query.Freq?.ToUpperInvariant() ?? "D", out var window) || window is not (Window.Day or Window.Month))
            errors.Add("freq", $"There is no frequency '{query.Freq}' here; there are D, M.");
        return errors.Any ? null : new CatalogueChoice(scheme!, area!, TimePeriod.Name(Window.Month, period.FromMs), period, window!.Value, query.Parts == "true");
    }

    /// <summary>The areas whose figures are meant.</summary>
    public IEnumerable<Area> Areas(AreaCatalog areas) => WithParts ? areas.ChildrenOf(Area).Prepend(Area) : [Area];
}
