using SmartSectors.Registry;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Ingestion.Tests.Support;

/// <summary>A real registry in a folder of its own, with one farm, one large farm and their probes.</summary>
public sealed class RegistryFolder : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = System.IO.Directory.CreateTempSubdirectory("ingestion-");

    public DeviceRegistry Registry { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Registry = await DeviceRegistry.OpenAsync(Path.Combine(_folder.FullName, "registry.db"));
        await Registry.AddSitesAsync(
            [new("farm", Sector.Agriculture), new("estate", Sector.Agriculture, IsLarge: true), new("clinic", Sector.Health)], "tester");
        await Registry.AddDevicesAsync(
            [new("probe", "farm"), new("probe-2", "farm"), .. Enumerable.Range(0, 500).Select(i => new DeviceRegistration($"estate-{i}", "estate"))], "tester");
    }

    public async Task DisposeAsync()
    {
        await Registry.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
