using Microsoft.Extensions.Logging;
using SmartSectors.Mqtt;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Ingestion.Brokers;

/// <summary>
/// Reads from one broker for ever: connects within a session that the broker keeps, subscribes, and gives what is
/// delivered the same way into the log as what our own clients publish. When the connection is lost it is made anew.
/// </summary>
internal sealed class BrokerReader(
    BrokerOptions options, BrokerSessions sessions, Func<BrokerOptions, string, ISubscriptionReceiver> receiverOf, TimeProvider time, ILogger logger)
{
    private readonly MqttSubscriberSession _session = new();
    private readonly BrokerSubscription _subscription = new(options, sessions, logger);
    private readonly RetryDelays _delays = new(options.FirstRetry, options.LongestRetry, Random.Shared);
    private MqttVersion _version = options.Version ?? MqttVersion.V5;
    private volatile string? _problem;
    private volatile bool _isConnected;
    private long _connections;

    public BrokerStatus Status => new(
        options.Name, _isConnected, _problem, _session.Received, _session.Acknowledged, Math.Max(0, Interlocked.Read(ref _connections) - 1));

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var began = time.GetTimestamp();
            try
            {
                await ReadAsync(cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                BrokerLog.Stopped(logger, options.Name);
                return;
            }
            catch (MqttClientException e) when (IsOfAnotherVersion(e))
            {
                BrokerLog.FellBack(logger, options.Name);
                _version = MqttVersion.V311;
                continue;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                _problem = e.Message;
            }

            _delays.Stood(time.GetElapsedTime(began));
            var delay = _delays.Next();
            BrokerLog.Lost(logger, options.Name, _problem!, delay.TotalSeconds);
            await Task.Delay(delay, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>The life of one connection; it ends by an exception.</summary>
    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var session = sessions.Find(options);
        await using var subscriber = await MqttSubscriber.ConnectAsync(
            options.Host, options.Port, SubscriberOptions(session.ClientId), _session, receiverOf(options, session.ClientId), time,
            cancellationToken);
        try
        {
            if (!subscriber.SessionPresent && session.Filters.Length > 0) BrokerLog.SessionLost(logger, options.Name, session.ClientId);
            var filters = await _subscription.EnsureAsync(subscriber, cancellationToken);
            Interlocked.Increment(ref _connections);
            _isConnected = true;
            _problem = null;
            BrokerLog.Connected(
                logger, options.Name, session.ClientId, subscriber.Version, string.Join(", ", filters), subscriber.SessionPresent ? "was kept" : "is new");
            await subscriber.Completion.WaitAsync(cancellationToken);
        }
        finally
        {
            _isConnected = false;
        }
    }

    // Only a version that nobody asked for is given up.
    private bool IsOfAnotherVersion(MqttClientException e) =>
        options.Version is null && _version is MqttVersion.V5 && e.ConnectReason is ConnectReason.UnsupportedProtocolVersion;

    private MqttSubscriberOptions SubscriberOptions(string clientId) => new()
    {
        Version = _version,
        Tls = options.Tls,
        ClientId = clientId,
        UserName = options.UserName,
        Password = options.Password?.Read(),
        SessionExpiry = options.SessionExpiry,
        KeepAlive = options.KeepAlive,
        ReceiveMaximum = options.ReceiveMaximum,
    };
}
