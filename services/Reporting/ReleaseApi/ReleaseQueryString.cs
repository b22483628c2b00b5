using System.ComponentModel;
using Microsoft.AspNetCore.Mvc;
using SmartSectors.Http;

namespace SmartSectors.Reporting.ReleaseApi;

/// <summary>The parameters of the list of releases.</summary>
internal sealed class ReleaseQueryString
{
    [FromQuery(Name = "sector"), Description("Releases of a sector; left out, of all.")]
    public string? Sector { get; init; }

    [FromQuery(Name = "freq"), Description("N15, H, D or M; left out, all.")]
    public string? Freq { get; init; }

    [FromQuery(Name = "limit"), Description("Entries in a page: 1 to 10000, 1000 when left out.")]
    public string? Limit { get; init; }

    [FromQuery(Name = "cursor"), Description("'next' of the page before.")]
    public string? Cursor { get; init; }
}

/// <summary>The parameters of a diff.</summary>
internal sealed class ReleaseDiffQueryString
{
    [FromQuery(Name = "against"), Description("An earlier release: what was published up to it. Left out, what was published before this one.")]
    public string? Against { get; init; }

    [FromQuery(Name = "format"), Description(TableFormats.Description)]
    public string? Format { get; init; }

    [FromQuery(Name = "limit"), Description("Differences in a page: 1 to 10000, 1000 when left out.")]
    public string? Limit { get; init; }

    [FromQuery(Name = "cursor"), Description("'next' of the page before.")]
    public string? Cursor { get; init; }
}
