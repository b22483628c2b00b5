using System.Net;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SmartSectors.Mqtt.Tests.Support;

namespace SmartSectors.Mqtt.Tests.Transports;

/// <summary>An HTTP port of the loopback with MQTT at /mqtt.</summary>
internal sealed class WebSocketTestServer : IAsyncDisposable
{
    private readonly WebApplication _host;

    private WebSocketTestServer(WebApplication host, RecordingApplication application)
    {
        _host = host;
        Application = application;
        Address = new Uri(host.Urls.Single());
    }

    public RecordingApplication Application { get; }

    public Uri Address { get; }

    public MqttServer Server => _host.Services.GetRequiredService<MqttServer>();

    public static async Task<WebSocketTestServer> StartAsync(MqttLimits? limits = null, TimeProvider? time = null)
    {
        var application = new RecordingApplication();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        if (time is not null) builder.Services.AddSingleton(time);
        builder.Services.AddSingleton<IMqttApplication>(application);
        builder.Services.AddMqttServer<RecordingApplication>();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var host = builder.Build();
        host.MapMqtt("/mqtt", new MqttListener { Name = "websocket", Limits = limits ?? new MqttLimits() }, ["https://ops.example.vn"]);
        await host.StartAsync();
        return new WebSocketTestServer(host, application);
    }

    public async Task<WebSocketPeer> OpenAsync(string? origin = null, string subProtocol = "mqtt")
    {
        var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol(subProtocol);
        if (origin is not null) socket.Options.SetRequestHeader("Origin", origin);
        await socket.ConnectAsync(new UriBuilder(Address) { Scheme = "ws", Path = "/mqtt" }.Uri, CancellationToken.None).InTime();
        return new WebSocketPeer(socket);
    }

    public Task StopAsync() => _host.StopAsync().InTime();

    public ValueTask DisposeAsync() => _host.DisposeAsync();
}

/// <summary>Frames out, bytes in.</summary>
internal sealed class WebSocketPeer(ClientWebSocket socket) : IDisposable
{
    private readonly byte[] _frame = new byte[64 * 1024];
    private ReadOnlyMemory<byte> _unread;

    public ClientWebSocket Socket => socket;

    public async Task SendAsync(params byte[][] frames)
    {
        foreach (var frame in frames) await socket.SendAsync(frame.AsMemory(), WebSocketMessageType.Binary, true, CancellationToken.None).AsTask().InTime();
    }

    /// <summary>Exactly so many bytes, of however many binary frames.</summary>
    public async Task<byte[]> ReadAsync(int length)
    {
        var bytes = new byte[length];
        for (var filled = 0; filled < length;)
        {
            if (_unread.IsEmpty)
            {
                var result = await socket.ReceiveAsync(_frame.AsMemory(), CancellationToken.None).AsTask().InTime();
                Assert.Equal(WebSocketMessageType.Binary, result.MessageType);
                _unread = _frame.AsMemory(0, result.Count);
            }

            var taken = Math.Min(_unread.Length, length - filled);
            _unread[..taken].CopyTo(bytes.AsMemory(filled));
            _unread = _unread[taken..];
            filled += taken;
        }

        return bytes;
    }

    public async Task ReadConnAckAsync()
    {
        var header = await ReadAsync(2);
        Assert.Equal(ConnectReason.Success, ConnAckPacket.Read(0, await ReadAsync(header[1]), MqttVersion.V5).Reason);
    }

    public async Task<DisconnectReason> ReadDisconnectAsync()
    {
        var header = await ReadAsync(2);
        Assert.Equal(PacketType.Disconnect, Packets.TypeOf(header));
        return DisconnectPacket.Read(0, await ReadAsync(header[1]), MqttVersion.V5, PacketSender.Server).Reason;
    }

    /// <summary>The closing frame, with nothing before it.</summary>
    public async Task<WebSocketCloseStatus?> ReadCloseAsync()
    {
        var result = await socket.ReceiveAsync(_frame.AsMemory(), CancellationToken.None).AsTask().InTime();
        Assert.Equal(WebSocketMessageType.Close, result.MessageType);
        return socket.CloseStatus;
    }

    public void Dispose() => socket.Dispose();
}
