using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using SmartSectors.Reporting.Sdmx.Data;

namespace SmartSectors.Reporting.Sdmx;

/// <summary>A format that is written.</summary>
/// <param name="MediaType">Its name, without parameters.</param>
/// <param name="Versions">Of the format, the newest first; none where it has no versions.</param>
/// <param name="Generic">Broader names that it is given for, such as <c>application/json</c>.</param>
/// <param name="Short">What the parameter <c>format</c> calls it.</param>
internal sealed record OfferedFormat(string MediaType, IReadOnlyList<string> Versions, string? Generic, string Short);

/// <summary>What was agreed on.</summary>
/// <param name="ContentType">As the answer names it: what was asked for by a broader name goes by that name.</param>
/// <param name="Parameters">Those of the format that were asked for.</param>
internal sealed record AgreedFormat(OfferedFormat Format, string Version, string ContentType, IReadOnlyDictionary<string, string> Parameters);

/// <summary>Chooses a format by the Accept header (SDMX REST, "HTTP Content-Negotiation"), or by the parameter <c>format</c> where a browser cannot send one.</summary>
internal static class Negotiation
{
    private static readonly Dictionary<string, string> s_none = [];

    /// <param name="offers">The first one is given where any will do.</param>
    /// <exception cref="SdmxException">None of what is asked for is written here.</exception>
    public static AgreedFormat Agree(HttpRequest request, string? format, IReadOnlyList<OfferedFormat> offers)
    {
        if (format is not null)
        {
            var named = offers.FirstOrDefault(offer => offer.Short == format) ?? throw No($"The format '{format}'", offers);
            return Agreed(named, named.Versions.FirstOrDefault("1"), null, s_none);
        }

        if (StringValues.IsNullOrEmpty(request.Headers.Accept)) return Agreed(offers[0], offers[0].Versions.FirstOrDefault("1"), null, s_none);
        foreach (var range in request.GetTypedHeaders().Accept.Where(range => range.Quality != 0).OrderByDescending(range => range.Quality ?? 1))
        {
            foreach (var offer in offers)
            {
                if (TryAgree(range, offer) is { } agreed) return agreed;
            }
        }

        throw No($"'{request.Headers.Accept}'", offers);
    }

    private static AgreedFormat? TryAgree(MediaTypeHeaderValue range, OfferedFormat offer)
    {
        var name = range.MediaType.Value ?? "";
        var isGeneric = name == offer.Generic;
        if (!isGeneric && !string.Equals(name, offer.MediaType, StringComparison.OrdinalIgnoreCase))
            return new MediaTypeHeaderValue(offer.MediaType).IsSubsetOf(new MediaTypeHeaderValue(range.MediaType)) ? Agreed(offer, offer.Versions.FirstOrDefault("1"), null, s_none) : null;

        var parameters = range.Parameters.Where(each => !each.Name.Equals("q", StringComparison.OrdinalIgnoreCase))
            .GroupBy(each => each.Name.ToString(), StringComparer.OrdinalIgnoreCase)
            .ToDictionary(group => group.Key, group => HeaderUtilities.RemoveQuotes(group.First().Value).ToString(), StringComparer.OrdinalIgnoreCase);
        var asked = parameters.GetValueOrDefault("version");
        var version = offer.Versions.Count == 0 ? "1" : offer.Versions.FirstOrDefault(each => asked is null || VersionPattern.MatchesOne(asked, each) == true);
        return version is null ? null : Agreed(offer, version, isGeneric ? name : null, parameters);
    }

    // Without a blank before the version, as SDMX writes it: clients compare texts.
    private static AgreedFormat Agreed(OfferedFormat offer, string version, string? generic, IReadOnlyDictionary<string, string> parameters) =>
        new(offer, version, generic ?? (offer.Versions.Count == 0 ? $"{offer.MediaType}; charset=utf-8" : $"{offer.MediaType};version={version}"), parameters);

    private static SdmxException No(string asked, IReadOnlyList<OfferedFormat> offers) => SdmxException.NotAcceptable(
        $"{asked} is not written here: {string.Join(", ", offers.SelectMany(offer => offer.Versions.Count == 0 ? [offer.MediaType] : offer.Versions.Select(version => $"{offer.MediaType};version={version}")))} are; as the parameter 'format': {string.Join(", ", offers.Select(offer => offer.Short))}.");
}
