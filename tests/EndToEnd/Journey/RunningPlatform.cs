using SmartSectors.Faults.Tests.Support;
using SmartSectors.Mqtt;
using SmartSectors.Telemetry.Areas;

namespace SmartSectors.EndToEnd.Tests.Journey;

/// <summary>One platform with closed onboarding for the tests of a class: two sites, one of them in a commune, and their devices.</summary>
public sealed class RunningPlatform : IAsyncLifetime, IDisposable
{
    private readonly ScratchFolder _scratch = new();
    private Platform? _platform;

    internal Platform Platform => _platform ?? throw new InvalidOperationException("BUG: asked before it was started");

    internal static Area Commune => AreaCatalog.Load().Communes[1234];

    public async Task InitializeAsync()
    {
        _platform = await Platform.StartReadyAsync(_scratch.Path, PlatformPorts.Free());
        await _platform.PostAsync("api/v1/sites", new object[]
        {
            new { id = "farm", name = "Vùng trồng", sector = "agriculture", commune = Commune.Code, owner = "Sở" },
            new { id = "plot", name = "Nơi khác", sector = "agriculture" },
        });
        await _platform.PostAsync("api/v1/devices", new object[]
        {
            new { id = "probe-311", site = "farm" },
            new { id = "probe-5", site = "farm" },
            new { id = "probe-bad", site = "plot" },
        });
    }

    public async Task DisposeAsync()
    {
        if (_platform is not null) await _platform.DisposeAsync();
    }

    public void Dispose() => _scratch.Dispose();

    internal Task<MqttPublisher> ConnectAsync() => MqttPublisher.ConnectAsync(
        "127.0.0.1", Platform.Ports.Mqtt, new MqttPublisherOptions { Version = MqttVersion.V5 });
}
