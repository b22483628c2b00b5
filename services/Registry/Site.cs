using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Registry;

/// <summary>How the registry came to know a site or a device. The numbers are durable.</summary>
public enum RegistrySource : byte
{
    /// <summary>Somebody registered it.</summary>
    Registered = 0,

    /// <summary>Telemetry named it while onboarding was open; registering it later upgrades it.</summary>
    Seen = 1,
}

/// <summary>A place with devices of one sector.</summary>
/// <param name="Commune">A five-digit commune code; null counts in the nation's <c>unassigned</c>.</param>
/// <param name="IsLarge">Its devices spread over the partitions instead of sharing the site's.</param>
/// <param name="Ownership">What kind of owner it has.</param>
public sealed record Site(
    string Id, string? Name, Sector Sector, string? Commune, string? Owner, bool IsLarge, RegistrySource Source, Ownership Ownership = Ownership.Private);

/// <summary>What somebody registers as a site.</summary>
/// <param name="Ownership">Null to leave it as it is: private, where nobody said otherwise.</param>
public sealed record SiteRegistration(
    string Id, Sector Sector, string? Name = null, string? Commune = null, string? Owner = null, bool IsLarge = false, Ownership? Ownership = null);
