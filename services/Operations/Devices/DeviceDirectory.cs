using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Operations.Devices;

/// <summary>Finds devices where they are known.</summary>
internal sealed class DeviceDirectory(IDeviceTwinQuery twins)
{
    public async ValueTask<Sector?> SectorOfAsync(string deviceId, CancellationToken cancellationToken) =>
        (await twins.FindAsync(deviceId, cancellationToken))?.Sector;
}
