using System.Net;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using SmartSectors.Host;
using SmartSectors.Host.Configuration;

namespace SmartSectors.EndToEnd.Tests.Journey;

/// <summary>Listeners as an operator writes them, on the whole platform.</summary>
public sealed class ListenerTests : IAsyncLifetime
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("smartsectors-listeners-");
    private PlatformData _data = null!;
    private WebApplication _app = null!;

    public async Task InitializeAsync()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["SmartSectors:Data"] = _directory.FullName,
            ["SmartSectors:Mqtt"] = "0",
            ["SmartSectors:Http"] = "0",
            ["SmartSectors:Listeners"] = "mqtt://127.0.0.1:0?access=open&deny=test/nosubscribe mqtt://127.0.0.1:0?max-connections=1",
        }).Build();
        var (options, errors) = PlatformSettings.Read(configuration);
        Assert.Empty(errors);
        _data = await PlatformData.OpenAsync(options, TimeProvider.System, CancellationToken.None);
        _app = PlatformHost.Build(configuration, options, _data, _ => { });
        await _app.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        await _data.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    [Theory]
    [InlineData("mqttv311")]
    [InlineData("mqttv5")]
    public async Task An_open_listener_takes_any_topic(string version) =>
        await MosquittoPub.PublishAsync(PortOf(1), version, "any/topic", "x");

    [Fact]
    public async Task MQTT_is_spoken_over_WebSocket_on_the_HTTP_port()
    {
        using var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("mqtt");
        await socket.ConnectAsync(new Uri($"ws://{Endpoints.Http}/mqtt"), CancellationToken.None);
        byte[] connect = [0x10, 13, 0, 4, (byte)'M', (byte)'Q', (byte)'T', (byte)'T', 4, 2, 0, 60, 0, 1, (byte)'w'];
        await socket.SendAsync(connect, WebSocketMessageType.Binary, true, CancellationToken.None);
        var answer = new byte[16];
        var result = await socket.ReceiveAsync(answer, CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal([0x20, 2, 0, 0], answer[..result.Count]);
    }

    [Fact]
    public async Task A_page_of_somebody_else_does_not_reach_MQTT_over_WebSocket()
    {
        using var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("mqtt");
        socket.Options.SetRequestHeader("Origin", "http://evil.example");
        socket.Options.CollectHttpResponseDetails = true;
        await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(new Uri($"ws://{Endpoints.Http}/mqtt"), CancellationToken.None));
        Assert.Equal(HttpStatusCode.Forbidden, socket.HttpStatusCode);
    }

    private PlatformEndpoints Endpoints => _app.Services.GetRequiredService<PlatformEndpoints>();

    private int PortOf(int listener) => Endpoints.Listeners.ElementAt(listener).EndPoint.Port;
}
