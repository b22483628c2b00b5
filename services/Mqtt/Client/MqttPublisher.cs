namespace SmartSectors.Mqtt;

/// <summary>
/// A client that only publishes: single messages that end with their PUBACK (<see cref="PublishAsync"/>), and prepared
/// batches at full speed (<see cref="SendAsync"/>), both within one in-flight window. When the connection is over every
/// call throws <see cref="MqttClientException"/>; connecting anew is the caller's.
/// </summary>
public sealed partial class MqttPublisher : IAsyncDisposable
{
    /// <summary>
    /// 4,096 plain PUBACKs. It also bounds what a server may send in one packet; a CONNACK or DISCONNECT with reason
    /// string and user properties is far shorter.
    /// </summary>
    private const int BufferLength = 16 * 1024;

    private readonly ClientTransport _transport;
    private readonly TimeProvider _time;
    private readonly InFlightWindow _window;
    private readonly uint _maxPacketSizeBytes;
    private readonly QualityOfService _maxQos;
    private readonly SemaphoreSlim _senderTurn = new(1);
    private readonly SemaphoreSlim _socketTurn = new(1);
    private readonly Lock _gate = new();
    private readonly ITimer? _pings;
    private readonly Task _reading;
    private volatile bool _isClosing;
    private MqttClientException? _failure;
    private TaskCompletionSource? _roomWaiter;
    private int _roomWanted;
    private bool _sentSincePing;
    private bool _awaitsPong;

    private MqttPublisher(ClientHandshake handshake, MqttPublisherOptions options, TimeProvider time)
    {
        var answer = handshake.Answer;
        _transport = handshake.Transport;
        _time = time;
        _window = new InFlightWindow(Math.Min(options.Window, (int)answer.ReceiveMaximum));
        _maxPacketSizeBytes = answer.MaximumPacketSize ?? uint.MaxValue;
        _maxQos = answer.MaximumQos;
        Version = options.Version;
        ClientId = answer.AssignedClientId ?? options.ClientId;

        var keepAlive = answer.ServerKeepAliveSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : options.KeepAlive;
        if (keepAlive > TimeSpan.Zero)
        {
            _pings = time.CreateTimer(static client => _ = ((MqttPublisher)client!).PingAsync(), this, keepAlive / 2, keepAlive / 2);
        }

        _reading = ReadAsync(handshake.Input);
    }

    public MqttVersion Version { get; }

    /// <summary>The client's own identifier, or the one that the server assigned.</summary>
    public string ClientId { get; }

    /// <summary>QoS 1 publishes acknowledged until now, refused ones included.</summary>
    public long Acknowledged { get; private set; }

    /// <summary>Those of them that the server refused (reason 0x80 and above; MQTT 5.0 only).</summary>
    public long Refused { get; private set; }

    /// <summary>QoS 1 publishes sent and not acknowledged.</summary>
    public int InFlight => _window.InFlight;

    internal bool AwaitsPong => Volatile.Read(ref _awaitsPong);

    /// <summary>From handing a publish to the socket to having read its PUBACK.</summary>
    public LatencyHistogram Latencies { get; } = new();

    /// <exception cref="MqttClientException">Refused, timed out or not reachable.</exception>
    public static async Task<MqttPublisher> ConnectAsync(
        string host,
        int port,
        MqttPublisherOptions options,
        TimeProvider? time = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Window, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Window, ushort.MaxValue);
        var handshake = await ClientHandshake.ConnectAsync(
            new(host, port, options.Tls), ConnectPacketOf(options), new(BufferLength, BufferLength), options.ConnectTimeout,
            time ?? TimeProvider.System, cancellationToken);
        return new MqttPublisher(handshake, options, time ?? TimeProvider.System);
    }

    /// <summary>Says DISCONNECT, if the connection still stands, and closes. Publishes in flight are given up.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_pings is not null) await _pings.DisposeAsync();
        if (_failure is null)
        {
            _isClosing = true; // The server closes at DISCONNECT, and the reader may be the first to see it.
            await TryWriteAsync(DisconnectPacket.Write(Version, DisconnectReason.NormalDisconnection));
            Lose(Closed());
        }

        await _reading;
    }

    private static ConnectPacket ConnectPacketOf(MqttPublisherOptions options) => new()
    {
        Version = options.Version,
        ClientId = options.ClientId,
        UserName = options.UserName,
        Password = options.Password,
        UserProperties = options.UserProperties,
        KeepAliveSeconds = (ushort)options.KeepAlive.TotalSeconds,
    };

    private static MqttClientException Closed() => new(MqttClientFailure.Closed, "the MQTT client was closed");

    /// <summary>The one door by which the connection ends; the first failure stands.</summary>
    private void Lose(MqttClientException failure)
    {
        TaskCompletionSource? waiter;
        lock (_gate)
        {
            if (_failure is not null) return;
            _failure = failure;
            waiter = _roomWaiter;
            _roomWaiter = null;
        }

        waiter?.TrySetException(failure);
        _window.Fail(failure);
        _transport.End();
    }
}
