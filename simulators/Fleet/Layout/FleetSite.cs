using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Fleet.Layout;

/// <summary>A site as it is registered.</summary>
/// <param name="Id">Stable for a seed, such as <c>agri-00017</c>.</param>
/// <param name="Commune">Code of a real commune.</param>
/// <param name="Owner">Who would run it: a department of the province, or a cooperative or company of its own.</param>
/// <param name="IsPublic">It is the department.</param>
public sealed record FleetSite(string Id, string Name, Sector Sector, string Commune, string Owner, bool IsPublic);

/// <summary>A device as it is registered.</summary>
/// <param name="Id">Stable for a seed, such as <c>soil-00017-2</c>: the kind, the site's number, the device's.</param>
public sealed record FleetDevice(string Id, string Site)
{
    /// <summary>The profile that says what its fields mean; null for one that sends its values alone.</summary>
    public string? Profile { get; init; }

    /// <summary>Its speed limit, km/h; null where it has none.</summary>
    public double? SpeedLimit { get; init; }
}
