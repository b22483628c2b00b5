using SmartSectors.Fleet.Signals;

namespace SmartSectors.Fleet.Layout;

/// <summary>A device with the signals that it measures.</summary>
/// <param name="Seed">The source of everything random about this device.</param>
/// <param name="SiteSeed">The source of what the devices of a site share.</param>
internal sealed record SimulatedDevice(
    FleetDevice Device, FleetSite Site, DeviceProfile Profile, Seed Seed, Seed SiteSeed, IReadOnlyList<Channel> Channels)
{
    /// <summary>Its way, where it tells its position.</summary>
    public Route? Route { get; init; }

    public string Topic { get; } = TopicOf(Site, Device.Id);

    public static string TopicOf(FleetSite site, string device) =>
        $"sectors/{Telemetry.Schemes.SectorNames.Name(site.Sector)}/{site.Id}/{device}/telemetry";
}
