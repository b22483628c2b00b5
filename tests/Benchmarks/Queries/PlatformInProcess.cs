using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SmartSectors.Host;
using SmartSectors.Host.Configuration;

namespace SmartSectors.Benchmarks.Queries;

/// <summary>The whole platform in this process, with open onboarding and a folder of its own, so that it can be asked both ways.</summary>
internal sealed class PlatformInProcess : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;
    private readonly PlatformData _data;
    private readonly WebApplication _app;

    private PlatformInProcess(DirectoryInfo folder, PlatformData data, WebApplication app)
    {
        (_folder, _data, _app) = (folder, data, app);
        var endpoints = app.Services.GetRequiredService<PlatformEndpoints>();
        MqttPort = endpoints.Mqtt!.Port;
        Api = new HttpClient { BaseAddress = new Uri($"http://{endpoints.Http}/") };
    }

    public IServiceProvider Services => _app.Services;

    public int MqttPort { get; }

    public HttpClient Api { get; }

    /// <param name="fill">Puts into the data directory what is to be asked for; may be left out.</param>
    public static async Task<PlatformInProcess> StartAsync(Action<string>? fill = null)
    {
        var folder = System.IO.Directory.CreateTempSubdirectory("smartsectors-benchmark-");
        fill?.Invoke(folder.FullName);
        var options = new PlatformOptions { DataDirectory = folder.FullName, MqttPort = 0, HttpPort = 0, Onboarding = Onboarding.Open };
        var data = await PlatformData.OpenAsync(options, TimeProvider.System, CancellationToken.None);
        var app = PlatformHost.Build(new ConfigurationBuilder().Build(), options, data, builder => builder.Logging.SetMinimumLevel(LogLevel.Warning));
        await app.StartAsync();
        return new PlatformInProcess(folder, data, app);
    }

    public async ValueTask DisposeAsync()
    {
        Api.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        await _data.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
