using System.ComponentModel;
using Microsoft.AspNetCore.Mvc;

namespace SmartSectors.Http;

/// <summary>The parameters of a list without others.</summary>
public sealed class PageQueryString
{
    [FromQuery(Name = "limit"), Description("Entries in a page: 1 to 10000, 1000 when left out.")]
    public string? Limit { get; init; }

    [FromQuery(Name = "cursor"), Description("'next' of the page before.")]
    public string? Cursor { get; init; }
}
