using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace SmartSectors.Mqtt.Tests.Support;

/// <summary>The real handler on a real Kestrel endpoint of the loopback, on a port that was free.</summary>
internal sealed class MqttTestServer : IAsyncDisposable
{
    private readonly WebApplication _host;

    private MqttTestServer(WebApplication host, RecordingApplication application, int port)
    {
        _host = host;
        Application = application;
        Port = port;
    }

    public RecordingApplication Application { get; }

    public int Port { get; }

    public IServiceProvider Services => _host.Services;

    public MqttServer Server => _host.Services.GetRequiredService<MqttServer>();

    public static async Task<MqttTestServer> StartAsync(
        Action<MqttServerOptions>? configure = null, MqttListener? listener = null, TimeProvider? time = null)
    {
        var application = new RecordingApplication();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        if (time is not null) builder.Services.AddSingleton(time);
        builder.Services.AddSingleton<IMqttApplication>(application);
        builder.Services.AddMqttServer<RecordingApplication>(configure);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseMqtt(listener)));
        var host = builder.Build();
        await host.StartAsync();
        var address = host.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single();
        return new MqttTestServer(host, application, new Uri(address).Port);
    }

    public Task StopAsync() => _host.StopAsync().InTime();

    public async Task<WirePeer> OpenAsync() => await WirePeer.OpenAsync(Port);

    /// <summary>A peer that has its CONNACK.</summary>
    public async Task<WirePeer> ConnectAsync(MqttVersion version = MqttVersion.V5, string clientId = "peer", ushort keepAliveSeconds = 0)
    {
        var peer = await OpenAsync();
        await peer.SendAsync(Packets.Connect(version, clientId, keepAliveSeconds));
        var answer = await peer.ReadConnAckAsync(version);
        Assert.Equal(ConnectReason.Success, answer.Reason);
        return peer;
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();
}
