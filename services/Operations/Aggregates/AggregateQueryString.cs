using System.ComponentModel;
using Microsoft.AspNetCore.Mvc;
using SmartSectors.Http;

namespace SmartSectors.Operations.Aggregates;

/// <summary>The parameters as they came; all are text, so that everything wrong with them can be told at once.</summary>
internal sealed class AggregateQueryString
{
    [FromQuery(Name = "sector"), Description("Required; such as agriculture. Any case.")]
    public string? Sector { get; init; }

    [FromQuery(Name = "indicator"), Description("Required; a code of the sector's scheme such as SOIL_MOISTURE. Any case.")]
    public string? Indicator { get; init; }

    [FromQuery(Name = "level"), Description("nation, province, commune or site; nation when left out.")]
    public string? Level { get; init; }

    [FromQuery(Name = "area"), Description("VN, a province code, a commune code or a site id, of the level asked for; unassigned is one of the level province, 79-unassigned (what moves about in province 79) of the level commune; every area of the level when left out.")]
    public string? Area { get; init; }

    [FromQuery(Name = "window"), Description("1m, 15m, 1h, 1d or 1mo; 1h when left out. Days and months are at +07:00.")]
    public string? Window { get; init; }

    [FromQuery(Name = "from"), Description("RFC 3339, inclusive; 24 h before 'to' when left out.")]
    public string? From { get; init; }

    [FromQuery(Name = "to"), Description("RFC 3339, exclusive; now when left out.")]
    public string? To { get; init; }

    [FromQuery(Name = "stats"), Description("Statistics separated by commas, such as count,mean; all when left out.")]
    public string? Stats { get; init; }

    [FromQuery(Name = "compare"), Description("Puts beside each point the same window's of before: day and week, of 1mo month and year; several separated by commas.")]
    public string? Compare { get; init; }

    [FromQuery(Name = "format"), Description(TableFormats.Description)]
    public string? Format { get; init; }

    [FromQuery(Name = "limit"), Description("Points in a page, over all series: 1 to 10000, 1000 when left out.")]
    public string? Limit { get; init; }

    [FromQuery(Name = "cursor"), Description("'next' of the page before.")]
    public string? Cursor { get; init; }
}
