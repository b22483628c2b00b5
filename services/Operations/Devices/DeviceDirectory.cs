using SmartSectors.Registry;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Operations.Devices;

/// <summary>
/// Finds devices where they are known: the grain knows one that was heard, the registry one that was registered and
/// never heard.
/// </summary>
internal sealed class DeviceDirectory(IDeviceTwinQuery twins, DeviceRegistry registry)
{
    public async ValueTask<DeviceTwin?> FindAsync(string deviceId, CancellationToken cancellationToken) =>
        await twins.FindAsync(deviceId, cancellationToken) ?? FindRegistered(deviceId);

    private DeviceTwin? FindRegistered(string deviceId) =>
        registry.Current.TryGetDevice(deviceId, out var device) && registry.Current.TryGetSite(device.Site, out var site)
            ? new(device.Id, site.Id, site.Sector, LinkPhase.NeverHeard, null, [])
            : null;
}
