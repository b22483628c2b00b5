using System.Runtime.InteropServices;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Registry;

/// <summary>A row of <c>sites</c>, as SQLite gives it.</summary>
internal sealed record SiteRow(string Id, string? Name, long Sector, string? Commune, string? Owner, long IsLarge, long Source, long Ownership)
{
    public const string Select = "SELECT id, name, sector, commune, owner, is_large AS IsLarge, source, ownership FROM sites";

    public Site ToSite() => new(Id, Name, (Sector)Sector, Commune, Owner, IsLarge != 0, (RegistrySource)Source, (Ownership)Ownership);
}

/// <summary>A row of <c>devices</c>.</summary>
internal sealed record DeviceRow(string Id, string Site, string? Profile, long Source)
{
    public const string Select = "SELECT id, site, profile, source FROM devices";

    /// <summary>With the one instance of the site's id and of the profile that <paramref name="shared"/> has or takes.</summary>
    public Device ToDevice(Dictionary<string, string> shared, RegisteredTerms? terms) =>
        new(Id, Share(shared, Site), Profile is null ? null : Share(shared, Profile), (RegistrySource)Source, terms);

    private static string Share(Dictionary<string, string> shared, string text)
    {
        ref var one = ref CollectionsMarshal.GetValueRefOrAddDefault(shared, text, out _);
        return one ??= text;
    }
}
