using Microsoft.Extensions.DependencyInjection;
using SmartSectors.Mqtt.Tests.Conformance.Wire;
using SmartSectors.Mqtt.Tests.Support;

namespace SmartSectors.Mqtt.Tests.Conformance;

/// <summary>
/// The real server with many clients on pipes in memory, and a clock that only the test moves. When a client's send has
/// returned, the server has done with it what it does at once.
/// </summary>
internal sealed class Broker : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly MqttServer _server;
    private readonly List<Client> _clients = [];

    public Broker(Action<MqttServerOptions>? configure = null, ISessionStore? store = null)
    {
        _services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<TimeProvider>(Time)
            .AddSingleton<IMqttApplication>(Application)
            .AddSingleton(store ?? new MemorySessionStore())
            .AddMqttServer<RecordingApplication>(configure)
            .BuildServiceProvider();
        _server = _services.GetRequiredService<MqttServer>();
    }

    public ManualTime Time { get; } = new();

    public RecordingApplication Application { get; } = new();

    public MqttServer Server => _server;

    /// <summary>A network connection on which nothing was said yet.</summary>
    public Client Open(MqttVersion version)
    {
        var client = new Client(version, connection => _server.ServeAsync(connection, _server.DefaultListener));
        _clients.Add(client);
        return client;
    }

    /// <summary>A client with a clean session that was let in.</summary>
    public Task<Client> ConnectAsync(MqttVersion version, string clientId, params byte[] properties) =>
        ConnectAsync(new Connect(version, clientId) { Properties = properties });

    /// <summary>A client that was let in; its CONNACK is read.</summary>
    public async Task<Client> ConnectAsync(Connect connect)
    {
        var client = Open(connect.Version);
        var answer = await client.ConnectAsync(connect);
        Assert.Equal(0, answer.Reason);
        return client;
    }

    /// <summary>Comes back to a session that must still be there.</summary>
    public async Task<Client> ResumeAsync(MqttVersion version, string clientId, params byte[] properties)
    {
        var client = await ConnectAsync(Connect.Persistent(version, clientId, properties));
        Assert.True(client.ConnAck.SessionPresent, "the session is gone");
        return client;
    }

    public void Advance(int seconds) => Time.Advance(TimeSpan.FromSeconds(seconds));

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients) await client.DisposeAsync();
        await _services.DisposeAsync();
    }
}
