using System.Collections.Concurrent;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace SmartSectors.Mqtt;

/// <summary>What all connections of one server share: its limits, its clients by identifier, the sweep of time-outs.</summary>
public sealed partial class MqttServer : IHostedService, IDisposable
{
    /// <summary>Time-outs are in seconds.</summary>
    private static readonly TimeSpan _sweepPeriod = TimeSpan.FromSeconds(1);

    private readonly DueTable<MqttConnection> _connections = new();
    private readonly ConcurrentDictionary<MqttListener, ListenerDoor> _doors = new(ReferenceEqualityComparer.Instance);
    private readonly ITimer _sweep;
    private readonly Lock _sweeping = new();
    private readonly long _started;
    private Task _sweptWills = Task.CompletedTask;

    public MqttServer(
        IMqttApplication application,
        ISessionStore store,
        IOptions<MqttServerOptions> options,
        MqttInstruments instruments,
        TimeProvider time,
        ILogger<MqttServer> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        Application = application;
        Store = store;
        Options = options.Value;
        Instruments = instruments;
        DefaultListener = new MqttListener { Name = "default", Limits = Options };
        Time = time;
        _started = time.GetTimestamp();
        Logger = logger;
        Places = new ConnectionPlaces(Options.MaxConnectionsTotal);
        Services = new SessionServices(store, Options, time);
        Services.Statistics.MessageDropped += instruments.Dropped;
        Sessions = new SessionTable(Services, Subscriptions, Options);
        Retained = new RetainedMessages(Services, Options);
        Router = new Router(Subscriptions);
        Restore();
        _sweep = time.CreateTimer(static server => ((MqttServer)server!).Sweep(), this, _sweepPeriod, _sweepPeriod);
    }

    /// <summary>Connections that are open now, those in their TLS handshake included.</summary>
    public int ConnectionCount => Places.Taken;

    internal IMqttApplication Application { get; }

    internal ISessionStore Store { get; }

    internal SessionServices Services { get; }

    internal SubscriptionTrie<Subscriber> Subscriptions { get; } = new();

    internal SessionTable Sessions { get; }

    internal RetainedMessages Retained { get; }

    internal Router Router { get; }

    internal MqttServerOptions Options { get; }

    internal MqttListener DefaultListener { get; }

    internal ConnectionPlaces Places { get; }

    internal MqttInstruments Instruments { get; }

    internal TimeProvider Time { get; }

    internal ILogger Logger { get; }

    internal AckBatchPool Batches { get; } = new();

    public void Dispose() => _sweep.Dispose();

    /// <summary>Nothing to do: the endpoints are Kestrel's, which starts after this and stops before.</summary>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Waits until the application has taken the wills of sessions that ended; those of connections Kestrel has waited for.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _sweep.DisposeAsync();
        try
        {
            await _sweptWills.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            MqttLog.WillsGivenUp(Logger);
        }
    }

    internal Task ServeAsync(ConnectionContext context, MqttListener listener)
    {
        var connection = new MqttConnection(this, context, listener);
        connection.Slot = _connections.Add(connection);
        Instruments.Opened();
        return connection.RunAsync();
    }

    /// <summary>Endpoints of one listener share its door, and so its limits.</summary>
    internal ListenerDoor DoorOf(MqttListener listener) =>
        _doors.GetOrAdd(listener, static (listener, server) => new ListenerDoor(listener, server.Places, server.Instruments, server.Time, server.Logger), this);

    /// <summary>The transport has let go of the connection.</summary>
    internal void Forget(MqttConnection connection)
    {
        _connections.Remove(connection.Slot);
        Instruments.Forgotten();
        Services.Statistics.Sent(connection.Output.Published);
    }

    private void Restore()
    {
        var stored = Store.Load();
        Retained.Restore(stored.Retained);
        Sessions.Restore(stored.Sessions);
    }

    private void Sweep()
    {
        if (!_sweeping.TryEnter()) return; // The one before takes longer than the period.
        try
        {
            var now = Time.GetTimestamp();
            _connections.Pass((uint)Time.GetElapsedTime(_started, now).TotalSeconds, connection => LookAt(connection, now));

            var nowMs = Services.NowMs;
            if (_sweptWills.IsCompleted) _sweptWills = PublishWillsAsync(Sessions.Sweep(nowMs));
            Retained.Sweep(nowMs);
            PublishStatistics(now);
        }
        finally
        {
            _sweeping.Exit();
        }
    }

    /// <summary>Rounded up: at its second the time is over.</summary>
    private uint LookAt(MqttConnection connection, long now) => connection.Sweep(now) switch
    {
        null => DueTable<MqttConnection>.Never,
        { } rest => (uint)Math.Ceiling((Time.GetElapsedTime(_started, now) + rest).TotalSeconds),
    };
}
