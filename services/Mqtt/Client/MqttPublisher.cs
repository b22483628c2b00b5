using System.Net.Sockets;

namespace SmartSectors.Mqtt;

/// <summary>
/// A client that only publishes: single messages that end with their PUBACK (<see cref="PublishAsync"/>), and prepared
/// batches at full speed (<see cref="SendAsync"/>), both within one in-flight window. When the connection is over every
/// call throws <see cref="MqttClientException"/>; connecting anew is the caller's.
/// </summary>
public sealed partial class MqttPublisher : IAsyncDisposable
{
    private readonly Socket _socket;
    private readonly TimeProvider _time;
    private readonly InFlightWindow _window;
    private readonly uint _maxPacketSizeBytes;
    private readonly QualityOfService _maxQos;
    private readonly SemaphoreSlim _senderTurn = new(1);
    private readonly SemaphoreSlim _socketTurn = new(1);
    private readonly Lock _gate = new();
    private readonly ITimer? _pings;
    private readonly Task _reading;
    private MqttClientException? _failure;
    private TaskCompletionSource? _roomWaiter;
    private int _roomWanted;
    private bool _sentSincePing;
    private bool _awaitsPong;

    private MqttPublisher(
        Socket socket, ConnAckPacket answer, AckReader reader, MqttPublisherOptions options, TimeProvider time)
    {
        _socket = socket;
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

        _reading = ReadAsync(reader);
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
        time ??= TimeProvider.System;

        using var timeout = new CancellationTokenSource(options.ConnectTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(host, port, either.Token);
            await SendAllAsync(socket, ConnectPacketWriter.Write(ConnectPacketOf(options)), either.Token);
            var reader = new AckReader(socket, options.Version);
            var answer = await reader.ReadConnAckAsync(either.Token);
            if (answer.Reason is not ConnectReason.Success)
            {
                throw new MqttClientException(MqttClientFailure.Refused, $"the MQTT server refused the client: {answer.Reason}")
                {
                    ConnectReason = answer.Reason,
                };
            }

            return new MqttPublisher(socket, answer, reader, options, time);
        }
        catch (Exception e)
        {
            socket.Dispose();
            if (timeout.IsCancellationRequested && e is OperationCanceledException)
            {
                throw new MqttClientException(MqttClientFailure.ConnectTimedOut, $"no CONNACK within {options.ConnectTimeout}", e);
            }

            if (e is OperationCanceledException or MqttClientException) throw;
            throw FailureOf(e);
        }
    }

    /// <summary>Says DISCONNECT, if the connection still stands, and closes. Publishes in flight are given up.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_pings is not null) await _pings.DisposeAsync();
        if (_failure is null)
        {
            await TryWriteAsync(DisconnectPacket.Write(Version, DisconnectReason.NormalDisconnection));
            Lose(new MqttClientException(MqttClientFailure.Closed, "the MQTT client was closed"));
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

    private static MqttClientException FailureOf(Exception e) => e switch
    {
        MqttClientException known => known,
        MalformedPacketException malformed =>
            new MqttClientException(MqttClientFailure.ProtocolError, $"the MQTT server broke the protocol: {malformed.Reason}", e),
        _ => new MqttClientException(MqttClientFailure.ConnectionLost, $"the MQTT connection was lost: {e.Message}", e),
    };

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
        EndSocket();
    }

    /// <summary>
    /// Ends the reader, which then disposes the socket: disposing it under a pending receive would reset the
    /// connection, and the server might lose a DISCONNECT that was sent.
    /// </summary>
    private void EndSocket()
    {
        try
        {
            _socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The peer was faster; the reader has seen it.
        }
    }
}
