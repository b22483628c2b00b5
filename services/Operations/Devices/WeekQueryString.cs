using System.ComponentModel;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using SmartSectors.Http;

namespace SmartSectors.Operations.Devices;

/// <summary>The parameters of what is worked out of a device's readings when asked for, so of a week at most.</summary>
internal sealed class WeekQueryString
{
    // A reading a second of a few indicators is then some million.
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(7);

    [FromQuery(Name = "from"), Description("RFC 3339, inclusive; 24 h before 'to' when left out, at most 7 days.")]
    public string? From { get; init; }

    [FromQuery(Name = "to"), Description("RFC 3339, exclusive; now when left out.")]
    public string? To { get; init; }

    /// <summary>The range; where <paramref name="errors"/> has any it is of no use.</summary>
    public TimeRange Read(HttpRequest request, TimeProvider clock, out ParameterErrors errors)
    {
        errors = ParameterErrors.For<WeekQueryString>(request);
        var range = TimeRange.Read(From, To, clock, errors);
        if (!errors.Any && range.To - range.From > s_longest) errors.Add("from", "The range is longer than 7 days.");
        return range;
    }
}
