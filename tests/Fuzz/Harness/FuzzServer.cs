using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace SmartSectors.Mqtt.Fuzz;

/// <summary>The real server with limits so small that sessions reach them, on a clock that the run moves.</summary>
internal sealed class FuzzServer : IDisposable
{
    private readonly ServiceProvider _services;
    private readonly MemorySessionStore _store = new();
    private readonly MqttServer _server;
    private int _links;

    public FuzzServer()
    {
        _services = new ServiceCollection()
            .AddLogging(logging => logging.AddProvider(Log))
            .AddSingleton<TimeProvider>(Time)
            .AddSingleton<ISessionStore>(_store)
            .AddMqttServer<FuzzApplication>(SetLimits)
            .BuildServiceProvider();
        _server = _services.GetRequiredService<MqttServer>();

        var strict = new MqttLimits();
        SetLimits(strict);
        strict.QueueOverflow = QueueOverflow.Disconnect;
        strict.TopicAliasMaximum = 0;
        strict.OutgoingTopicAliasMaximum = 0;
        Listeners =
        [
            _server.DefaultListener,
            new MqttListener { Name = "strict", Limits = strict },
            new MqttListener { Name = "open", Limits = strict, Access = ListenerAccess.Open, DeniedTopics = ["f/secret/#"] },
        ];
    }

    public ManualTime Time { get; } = new();

    public ErrorLog Log { get; } = new();

    public MqttListener[] Listeners { get; }

    public MqttListener DefaultListener => Listeners[0];

    /// <summary>What is left of whoever was here: sessions, what of them is stored, and what still counts as queued.</summary>
    public (int Sessions, int Stored, long QueuedBytes) Remains =>
        (_server.Sessions.Count, _store.Load().Sessions.Count, _server.Services.Budget.TakenBytes);

    /// <summary>What is beyond the server's own limits; null when nothing is.</summary>
    public string? Excess
    {
        get
        {
            var options = _server.Options;
            if (_server.Sessions.Count > options.MaxSessions) return $"{_server.Sessions.Count} sessions";
            if (_server.Retained.Count > options.MaxRetainedMessages) return $"{_server.Retained.Count} retained messages";
            if (_server.Retained.SizeBytes > options.MaxRetainedBytes) return $"{_server.Retained.SizeBytes} bytes retained";
            // What is refused counts for a moment.
            if (_server.Services.Budget.TakenBytes > options.MaxQueuedBytesTotal + options.MaxPacketSizeBytes * 16L) return $"{_server.Services.Budget.TakenBytes} bytes queued";
            return null;
        }
    }

    public (MemoryLink Link, Task Served) Connect(MqttListener listener)
    {
        var link = new MemoryLink($"link {Interlocked.Increment(ref _links)}");
        return (link, _server.ServeAsync(link, listener));
    }

    public void Dispose() => _services.Dispose();

    private static void SetLimits(MqttServerOptions options)
    {
        SetLimits((MqttLimits)options);
        options.MaxSessions = 64;
        options.MaxQueuedBytesTotal = 4 * 1024 * 1024;
        options.MaxRetainedMessages = 64;
        options.MaxRetainedBytes = 16 * 1024;
    }

    private static void SetLimits(MqttLimits limits)
    {
        limits.ConnectsPerSecond = 0; // the clock stands still for thousands of connects
        limits.ConnectsPerSecondPerAddress = 0;
        limits.MaxPacketSizeBytes = 8 * 1024;
        limits.MaxTopicLengthBytes = 200;
        limits.MaxTopicLevels = 8;
        limits.MaxClientIdLengthBytes = 40;
        limits.ReceiveMaximum = 5;
        limits.MaxUnacknowledged = 50;
        limits.TopicAliasMaximum = 8;
        limits.OutgoingTopicAliasMaximum = 8;
        limits.MaxSubscriptions = 16;
        limits.MaxInFlight = 10;
        limits.MaxQueuedMessages = 100;
        limits.MaxQueuedBytes = 32 * 1024;
        limits.MaxOutputBufferBytes = 32 * 1024;
        limits.MaxSessionExpiry = TimeSpan.FromMinutes(5);
    }
}
