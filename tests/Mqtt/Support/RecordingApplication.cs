using System.Threading.Channels;

namespace SmartSectors.Mqtt.Tests.Support;

/// <summary>Lets everybody in unless told otherwise, remembers what was published, and acknowledges as it is told.</summary>
internal sealed class RecordingApplication : IMqttApplication
{
    private const int Limit = 100_000;

    private readonly Channel<Received> _messages = Channel.CreateBounded<Received>(Limit);
    private readonly Channel<AckBatch> _batches = Channel.CreateBounded<AckBatch>(Limit);
    private readonly Channel<Received> _refused = Channel.CreateBounded<Received>(Limit);
    private readonly Channel<MqttConnection> _connections = Channel.CreateBounded<MqttConnection>(Limit);
    private readonly Channel<DisconnectCause> _detached = Channel.CreateBounded<DisconnectCause>(Limit);
    private readonly Channel<ConnectRequest> _requests = Channel.CreateBounded<ConnectRequest>(Limit);

    /// <summary>When false, tests complete the batches that <see cref="NextBatchAsync"/> gives.</summary>
    public bool AcknowledgesAtOnce { get; set; } = true;

    public Func<ConnectRequest, CancellationToken, ValueTask<ConnectVerdict>> Authorize { get; set; } =
        static (_, _) => new(ConnectVerdict.Accept());

    public Func<ConnectRequest, string, IEnhancedAuthentication?> Authenticator { get; set; } = static (_, _) => null;

    public Func<Received, PubAckReason> Judge { get; set; } = static _ => PubAckReason.Success;

    /// <summary>What the reader waits for at the end of each read.</summary>
    public Func<CancellationToken, ValueTask> HoldReader { get; set; } = static _ => default;

    public Task<Received> NextMessageAsync() => _messages.Reader.ReadAsync().AsTask().InTime();

    public Task<AckBatch> NextBatchAsync() => _batches.Reader.ReadAsync().AsTask().InTime();

    /// <summary>A publish that the client had no right to.</summary>
    public Task<Received> NextRefusedAsync() => _refused.Reader.ReadAsync().AsTask().InTime();

    public Task<MqttConnection> NextConnectionAsync() => _connections.Reader.ReadAsync().AsTask().InTime();

    public Task<DisconnectCause> NextDetachedAsync() => _detached.Reader.ReadAsync().AsTask().InTime();

    public Task<ConnectRequest> NextRequestAsync() => _requests.Reader.ReadAsync().AsTask().InTime();

    public bool TryTakeMessage(out Received? message) => _messages.Reader.TryRead(out message);

    public async ValueTask<ConnectVerdict> AuthorizeAsync(ConnectRequest request, CancellationToken cancellationToken)
    {
        await _requests.Writer.WriteAsync(request, CancellationToken.None);
        return await Authorize(request, cancellationToken);
    }

    public IPublishReceiver Attach(MqttConnection connection)
    {
        Put(_connections, connection);
        return new Receiver(this);
    }

    public IPublishReceiver AttachWill(string clientId) => new Receiver(this);

    public IEnhancedAuthentication? BeginAuthentication(ConnectRequest request, string method) => Authenticator(request, method);

    private static void Put<T>(Channel<T> channel, T item)
    {
        if (!channel.Writer.TryWrite(item)) throw new InvalidOperationException("the test published more than it looked at");
    }

    private sealed class Receiver(RecordingApplication application) : IPublishReceiver
    {
        public PublishVerdict Receive(in PublishPacket packet)
        {
            var message = Received.Copy(packet);
            Put(application._messages, message);
            var reason = application.Judge(message);
            return reason >= PubAckReason.UnspecifiedError ? PublishVerdict.Refuse(reason) : PublishVerdict.Forward;
        }

        public void Refused(in PublishPacket packet, PubAckReason reason) => Put(application._refused, Received.Copy(packet));

        public ValueTask EndReadAsync(IDeferredAcks acks, CancellationToken cancellationToken)
        {
            if (application.AcknowledgesAtOnce || acks is not AckBatch batch)
            {
                var peer = acks.Peer;
                acks.Complete();
                peer.RequestFlush();
            }
            else
            {
                Put(application._batches, batch);
            }

            return application.HoldReader(cancellationToken);
        }

        public void Detached(DisconnectCause cause) => Put(application._detached, cause);
    }
}
