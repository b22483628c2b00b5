using SmartSectors.Registry;

namespace SmartSectors.Reporting.Building;

/// <summary>Whom a site belongs to, as far as publications are concerned.</summary>
/// <param name="Name">Sites of one name have one owner.</param>
public readonly record struct SiteOwner(string Name, bool IsPublic);

/// <summary>The owners of sites as the registry has them now.</summary>
public sealed class SiteOwners(RegistryIndex registry)
{
    /// <summary>A site without an owner, or that is not registered, is an owner by itself. Case and blanks make no other owner.</summary>
    public SiteOwner Of(string site)
    {
        if (!registry.TryGetSite(site, out var known)) return new SiteOwner("site " + site, IsPublic: false);
        return new SiteOwner(
            string.IsNullOrWhiteSpace(known.Owner) ? "site " + site : "owner " + known.Owner.Trim().ToUpperInvariant(), known.Ownership == Ownership.Public);
    }
}
