using System.ComponentModel;
using System.Text.Json.Serialization;
using SmartSectors.Registry;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Operations.Sites;

/// <summary>A page of sites in the order of their ids.</summary>
internal sealed record SitesBody(
    IReadOnlyList<SiteBody> Sites,
    [property: Description("The cursor of the next page; null at the end.")] string? Next);

/// <summary>A place with devices of one sector.</summary>
internal sealed record SiteBody(
    string Id,
    string? Name,
    string Sector,
    [property: Description("A five-digit commune code; null counts in the nation's 'unassigned'.")] string? Commune,
    string? Owner,
    [property: Description("private, or public: its owner is a public body, whose figures are published even where few contribute.")] string Ownership,
    [property: Description("Its devices spread over the partitions instead of sharing the site's.")] bool Large,
    [property: Description("registered, or seen: telemetry named it while onboarding was open.")] string Source)
{
    public static SiteBody Of(Site site) => new(
        site.Id, site.Name, site.Sector.Name(), site.Commune, site.Owner, site.Ownership.Name(), site.IsLarge, site.Source.Name());
}

/// <summary>A site to be registered.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record NewSiteBody(
    [property: Description("1 to 64 of A-Z, a-z, 0-9 and - _ . : and unique in the platform.")] string? Id,
    string? Name,
    [property: Description("Such as agriculture; any case.")] string? Sector,
    [property: Description("A five-digit commune code; left out, the site counts in the nation's 'unassigned'.")] string? Commune,
    string? Owner,
    [property: Description("private, or public for a body that runs the nation's own stations; left out, it stays as it is, private at first.")] string? Ownership,
    [property: Description("For a site of many thousand devices: they spread over the partitions.")] bool Large)
{
    public static (SiteRegistration? Registration, string? Wrong) Read(NewSiteBody body)
    {
        if (string.IsNullOrEmpty(body.Id)) return (null, "id: it is required.");
        if (!SectorNames.TryParse(body.Sector, out var sector)) return (null, $"sector: there is no sector '{body.Sector}'.");
        Ownership? ownership = null;
        if (body.Ownership is { } name)
        {
            if (!OwnershipNames.TryParse(name, out var known)) return (null, $"ownership: '{name}' is neither private nor public.");
            ownership = known;
        }

        return (new(body.Id, sector, body.Name, body.Commune, body.Owner, body.Large, ownership), null);
    }
}

internal static class SourceNames
{
    public static string Name(this RegistrySource source) => source switch
    {
        RegistrySource.Registered => "registered",
        RegistrySource.Seen => "seen",
        _ => throw new ArgumentOutOfRangeException(nameof(source), source, "BUG: a source without a public name"),
    };
}
