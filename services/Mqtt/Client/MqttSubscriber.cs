using System.Text;

namespace SmartSectors.Mqtt;

/// <summary>
/// A client that only subscribes: one connection to a broker within a session that outlives it. What is delivered goes
/// to an <see cref="ISubscriptionReceiver"/>, which acknowledges when it likes. When the connection is over
/// <see cref="Completion"/> says why; connecting anew is the caller's.
/// </summary>
public sealed partial class MqttSubscriber : IAckPeer, IAsyncDisposable
{
    /// <summary>One read takes about five hundred messages of 120 bytes: they share a batch, and a flush of acknowledgements.</summary>
    private const int InitialBufferBytes = 64 * 1024;

    private readonly ClientTransport _transport;
    private readonly MqttSubscriberOptions _options;
    private readonly MqttSubscriberSession _session;
    private readonly ISubscriptionReceiver _receiver;
    private readonly TimeProvider _time;
    private readonly SubscriberOutput _output;
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _givenUp;
    private readonly Lock _gate = new();
    private readonly TimeSpan _pingInterval;
    private readonly ITimer? _pings;
    private MqttClientException? _failure;

    private MqttSubscriber(
        ClientHandshake handshake, MqttSubscriberOptions options, MqttSubscriberSession session, ISubscriptionReceiver receiver, TimeProvider time)
    {
        _transport = handshake.Transport;
        _options = options;
        _session = session;
        _receiver = receiver;
        _time = time;
        _output = new SubscriberOutput(_transport.Stream, options.ReceiveMaximum, time, broken => Lose(MqttClientException.Of(broken)));
        _givenUp = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        SessionPresent = handshake.Answer.SessionPresent;
        SharedAvailable = Version is MqttVersion.V5 ? handshake.Answer.SharedAvailable : null;
        session.Resume(SessionPresent);

        var keepAlive = handshake.Answer.ServerKeepAliveSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : options.KeepAlive;
        _pingInterval = keepAlive / 2;
        if (keepAlive > TimeSpan.Zero)
        {
            _pings = time.CreateTimer(static client => ((MqttSubscriber)client!).LookAfterConnection(), this, _pingInterval, _pingInterval);
        }

        Completion = ReadAsync(handshake.Input);
    }

    public MqttVersion Version => _options.Version;

    /// <summary>The broker had kept the session: its subscriptions stand, and what it kept is being delivered already.</summary>
    public bool SessionPresent { get; }

    /// <summary>Whether the broker has shared subscriptions; null when it cannot say, in MQTT 3.1.1.</summary>
    public bool? SharedAvailable { get; }

    /// <summary>
    /// Ends when the connection is over: with <see cref="MqttClientException"/> when it was lost, with whatever the
    /// receiver threw, and without exception after <see cref="DisposeAsync"/>.
    /// </summary>
    public Task Completion { get; }

    internal bool AwaitsPong => Volatile.Read(ref _awaitsPong);

    /// <summary>Whether a text may be subscribed to (MQTT 5.0 §4.7).</summary>
    public static bool IsTopicFilter(string text) => TopicFilter.Check(Encoding.UTF8.GetBytes(text));

    /// <summary>Connects within the session of that client identifier, which is made if the broker has none.</summary>
    /// <param name="receiver">Is given what the broker delivers, at once: a session may hold messages.</param>
    /// <param name="session">Of the same client identifier on the same broker; what connected with it before is disposed.</param>
    /// <exception cref="MqttClientException">Refused, timed out or not reachable.</exception>
    public static async Task<MqttSubscriber> ConnectAsync(
        string host,
        int port,
        MqttSubscriberOptions options,
        MqttSubscriberSession session,
        ISubscriptionReceiver receiver,
        TimeProvider time,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.ReceiveMaximum, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.ReceiveMaximum, ushort.MaxValue);
        var handshake = await ClientHandshake.ConnectAsync(
            new(host, port, options.Tls), ConnectPacketOf(options), new(InitialBufferBytes, options.MaxPacketSizeBytes), options.ConnectTimeout,
            time, cancellationToken);
        return new MqttSubscriber(handshake, options, session, receiver, time);
    }

    public void RequestFlush() => _output.Flush();

    /// <summary>
    /// Stops reading, waits for what was received to become durable, acknowledges it, says DISCONNECT and closes. The
    /// session stays on the broker.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        if (_pings is not null) await _pings.DisposeAsync();
        _givenUp.CancelAfter(_options.DrainTimeout);
        await _stopping.CancelAsync();
        await Completion.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // It is told to whoever awaits it.
        try
        {
            // Also when the connection is lost: what is durable by then is known as such when its broker repeats it.
            await _output.WaitUntilDrainedAsync(_givenUp.Token);
            _output.Write(DisconnectPacket.Write(Version, DisconnectReason.NormalDisconnection));
            _output.Flush();
            await _output.WaitUntilDrainedAsync(_givenUp.Token);
            await _transport.EndAsync(_givenUp.Token);
        }
        catch (OperationCanceledException)
        {
            // The log or the broker took too long. What is unacknowledged comes again.
        }

        Lose(new MqttClientException(MqttClientFailure.Closed, "the MQTT client was closed"));
        _transport.Dispose();
        _stopping.Dispose();
        _givenUp.Dispose();
    }

    /// <summary>From any thread.</summary>
    internal void Acknowledge(SubscriberAcks acks)
    {
        // First, so that a repeated delivery never waits for a PUBREC that has left.
        _session.MarkDurable(acks.ExactlyOnce);
        _session.CountAcknowledged(acks.Count);
        _output.Acknowledge(acks);
    }

    private static ConnectPacket ConnectPacketOf(MqttSubscriberOptions options) => new()
    {
        Version = options.Version,
        ClientId = options.ClientId,
        UserName = options.UserName,
        Password = options.Password,
        CleanStart = false,
        SessionExpirySeconds = (uint)options.SessionExpiry.TotalSeconds,
        ReceiveMaximum = (ushort)options.ReceiveMaximum,
        KeepAliveSeconds = (ushort)options.KeepAlive.TotalSeconds,
    };

    /// <summary>The one door by which the connection ends; the first failure stands.</summary>
    private void Lose(MqttClientException failure)
    {
        TaskCompletionSource<SubAckReason[]>? request;
        lock (_gate)
        {
            if (_failure is not null) return;
            _failure = failure;
            request = _request;
            _request = null;
        }

        request?.TrySetException(failure);
        _output.Close();
        _transport.End();
    }
}
