using System.Collections.Concurrent;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace SmartSectors.Mqtt;

/// <summary>What all connections of one server share: its limits, its clients by identifier, the sweep of time-outs.</summary>
public sealed class MqttServer : IDisposable
{
    /// <summary>Time-outs are in seconds; looking at 100,000 connections takes some milliseconds.</summary>
    private static readonly TimeSpan _sweepPeriod = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<MqttConnection, bool> _connections = new();
    private readonly ConcurrentDictionary<string, MqttConnection> _byClientId = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<MqttListener, ListenerDoor> _doors = new(ReferenceEqualityComparer.Instance);
    private readonly ITimer _sweep;

    public MqttServer(
        IMqttApplication application,
        IOptions<MqttServerOptions> options,
        MqttInstruments instruments,
        TimeProvider time,
        ILogger<MqttServer> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        Application = application;
        Options = options.Value;
        Instruments = instruments;
        DefaultListener = new MqttListener { Name = "default", Limits = Options };
        Time = time;
        Logger = logger;
        Places = new ConnectionPlaces(Options.MaxConnectionsTotal);
        _sweep = time.CreateTimer(static server => ((MqttServer)server!).Sweep(), this, _sweepPeriod, _sweepPeriod);
    }

    /// <summary>Connections that are open now, those in their TLS handshake included.</summary>
    public int ConnectionCount => Places.Taken;

    internal IMqttApplication Application { get; }

    internal MqttServerOptions Options { get; }

    internal MqttListener DefaultListener { get; }

    internal ConnectionPlaces Places { get; }

    internal MqttInstruments Instruments { get; }

    internal TimeProvider Time { get; }

    internal ILogger Logger { get; }

    internal AckBatchPool Batches { get; } = new();

    public void Dispose() => _sweep.Dispose();

    internal Task ServeAsync(ConnectionContext context, MqttListener listener)
    {
        var connection = new MqttConnection(this, context, listener);
        _connections[connection] = true;
        Instruments.Opened();
        return connection.RunAsync();
    }

    /// <summary>Endpoints of one listener share its door, and so its limits.</summary>
    internal ListenerDoor DoorOf(MqttListener listener) =>
        _doors.GetOrAdd(listener, static (listener, server) => new ListenerDoor(listener, server.Places, server.Instruments, server.Time, server.Logger), this);

    /// <summary>The transport has let go of the connection.</summary>
    internal void Forget(MqttConnection connection)
    {
        if (!_connections.TryRemove(connection, out _)) return;
        Instruments.Forgotten();
    }

    /// <summary>[MQTT-3.1.4-3]: the client that had this identifier is disconnected.</summary>
    internal void TakeSession(MqttConnection connection)
    {
        MqttConnection? previous = null;
        _byClientId.AddOrUpdate(
            connection.ClientId,
            connection,
            (_, current) =>
            {
                previous = current;
                return connection;
            });
        previous?.Break(DisconnectCause.SessionTakenOver);
    }

    internal void ReleaseSession(MqttConnection connection) =>
        _byClientId.TryRemove(KeyValuePair.Create(connection.ClientId, connection));

    private void Sweep()
    {
        var now = Time.GetTimestamp();
        foreach (var (connection, _) in _connections) connection.Sweep(now);
    }
}
