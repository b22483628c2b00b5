using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using SmartSectors.Mqtt.Tests.Support;

namespace SmartSectors.Mqtt.Tests.Sessions;

/// <summary>The real server without sockets, on a store that may crash; a crash leaves nothing but what was durable.</summary>
internal sealed class SimulatedServer : IAsyncDisposable
{
    private ServiceProvider _services;

    public SimulatedServer() => _services = Start(Store);

    public CrashingStore Store { get; private set; } = new();

    public MqttServer Server => _services.GetRequiredService<MqttServer>();

    public Task ServeAsync(ConnectionContext connection) => Server.ServeAsync(connection, Server.DefaultListener);

    /// <summary>The process dies and another begins; whoever was connected is not any more.</summary>
    public async Task CrashAsync(params SimulatedClient[] clients)
    {
        Store = Store.Crash();
        foreach (var client in clients) await client.CutAsync();
        await _services.DisposeAsync();
        _services = Start(Store);
    }

    /// <summary>The disk keeps up while something is done.</summary>
    public async Task WithDiskAsync(Func<Task> act)
    {
        using var done = new CancellationTokenSource();
        var store = Store;
        var disk = Task.Run(() => store.CommitAlwaysAsync(done.Token));
        await act();
        await done.CancelAsync();
        await disk;
    }

    /// <summary>A client comes back to its session.</summary>
    public async Task ReconnectAsync(SimulatedClient client)
    {
        await client.CutAsync();
        await CommitUntilAsync(client.ConnectAsync(this)); // CONNACK waits for the session's change
    }

    public async Task CommitUntilAsync(Task done)
    {
        await Deadline.Until(() =>
        {
            Store.Commit();
            return done.IsCompleted;
        });
        await done;
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private static ServiceProvider Start(ISessionStore store) => new ServiceCollection()
        .AddLogging()
        .AddSingleton(store)
        .AddSingleton<IMqttApplication, PassingApplication>()
        .AddMqttServer<PassingApplication>(options => options.MaxQueuedMessages = 100_000)
        .BuildServiceProvider();
}

/// <summary>Lets everybody in, forwards everything and has nothing to wait for.</summary>
internal sealed class PassingApplication : IMqttApplication
{
    public ValueTask<ConnectVerdict> AuthorizeAsync(ConnectRequest request, CancellationToken cancellationToken) => new(ConnectVerdict.Accept());

    public IPublishReceiver Attach(MqttConnection connection) => new Receiver();

    public IPublishReceiver AttachWill(string clientId) => new Receiver();

    private sealed class Receiver : IPublishReceiver
    {
        public PublishVerdict Receive(in PublishPacket packet) => PublishVerdict.Forward;

        public void Refused(in PublishPacket packet, PubAckReason reason) => throw new InvalidOperationException("BUG: everything is allowed");

        public ValueTask EndReadAsync(IDeferredAcks acks, CancellationToken cancellationToken)
        {
            var peer = acks.Peer;
            acks.Complete();
            peer.RequestFlush();
            return default;
        }

        public void Detached(DisconnectCause cause)
        {
        }
    }
}
