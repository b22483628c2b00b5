using SmartSectors.Registry;

namespace SmartSectors.Reporting.Building;

/// <summary>Whom a site belongs to, as far as publications are concerned.</summary>
/// <param name="Name">Sites of one name have one owner.</param>
public readonly record struct SiteOwner(string Name, bool IsPublic);

/// <summary>The owners of sites as the registry has them when they are first asked for. Not thread-safe.</summary>
public sealed class SiteOwners(RegistryIndex registry)
{
    // Each indicator asks for them again.
    private readonly Dictionary<string, SiteOwner> _known = new(StringComparer.Ordinal);

    /// <summary>A site without an owner, or that is not registered, is an owner by itself. Case and blanks make no other owner.</summary>
    public SiteOwner Of(string site)
    {
        if (!_known.TryGetValue(site, out var owner)) _known.Add(site, owner = Find(site));
        return owner;
    }

    private SiteOwner Find(string site)
    {
        if (!registry.TryGetSite(site, out var known)) return new SiteOwner("site " + site, IsPublic: false);
        return new SiteOwner(
            string.IsNullOrWhiteSpace(known.Owner) ? "site " + site : "owner " + known.Owner.Trim().ToUpperInvariant(), known.Ownership == Ownership.Public);
    }
}
