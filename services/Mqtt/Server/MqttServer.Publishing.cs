using System.Globalization;
using System.Text;

namespace SmartSectors.Mqtt;

// What the server publishes by itself: the wills of clients that are gone, and what it says of itself under $SYS.
public sealed partial class MqttServer
{
    private readonly Lock _publishing = new();
    private readonly RouteScope _scope = new();
    private long _statisticsAt;

    /// <summary>Ends a client's connection, if it has one: its rights are gone.</summary>
    /// <returns>False when it has none.</returns>
    public bool Disconnect(string clientId)
    {
        if (Sessions.Find(clientId)?.Connection is not { } connection) return false;
        connection.Break(DisconnectCause.RightsRevoked);
        return true;
    }

    /// <summary>
    /// Gives a connected client other rights. Publishes that it sent before may still be taken; subscriptions that it may
    /// not have any more are ended, in its session too.
    /// </summary>
    /// <returns>False when the client is not connected; a session that waits is judged when its client comes back.</returns>
    public bool ChangeRights(string clientId, IClientRights rights)
    {
        ArgumentNullException.ThrowIfNull(rights);
        if (Sessions.Find(clientId)?.Connection is not { } connection) return false;
        connection.ChangeRights(rights);
        return true;
    }

    /// <summary>Publishes a message of the application's own to whoever subscribed.</summary>
    /// <param name="retain">Keeps it for those who subscribe later.</param>
    public void Publish(ReadOnlySpan<byte> topic, ReadOnlySpan<byte> payload, QualityOfService qos, bool retain) =>
        Publish(new MqttMessage(topic, payload, [], qos), retain);

    /// <summary>The payload that is retained on a topic; false where there is none.</summary>
    /// <param name="topic">A topic name, UTF-8.</param>
    public bool TryFindRetained(ReadOnlySpan<byte> topic, out ReadOnlySpan<byte> payload)
    {
        var found = new List<MqttMessage>(1);
        Retained.Match(topic, found);
        payload = found.Count > 0 ? found[0].Payload : default;
        return found.Count > 0;
    }

    /// <summary>
    /// Publishes a will to subscribers and to the application, and waits until the latter has taken it. A failure of the
    /// application is logged, there is nobody to tell.
    /// </summary>
    internal async Task PublishWillAsync(string clientId, StoredWill will)
    {
        try
        {
            var receiver = Application.AttachWill(clientId);
            var isForwarded = receiver.Receive(new PublishPacket
            {
                Topic = will.Message.Topic,
                Payload = will.Message.Payload,
                Properties = will.Message.Properties,
                Retain = will.Retain,
            }).IsForwarded;
            if (isForwarded) Publish(will.Message, will.Retain);
            await receiver.EndReadAsync(WillAcks.Instance, CancellationToken.None);
            receiver.Detached(DisconnectCause.PeerClosed);
        }
        catch (Exception e)
        {
            MqttLog.WillFailed(Logger, clientId, e);
        }
    }

    /// <summary>One after another: those that the application does not take yet wait here, and the next ones in their sessions.</summary>
    private async Task PublishWillsAsync(List<(string ClientId, StoredWill Will)> wills)
    {
        foreach (var (clientId, will) in wills) await PublishWillAsync(clientId, will);
    }

    /// <summary>Its expiry begins now: MQTT 5.0 §3.1.3.2.4.</summary>
    private void Publish(MqttMessage message, bool retain)
    {
        var properties = PublishProperties.Forwarded(message.Properties, out var expirySeconds);
        var publication = new Publication(message.Topic, message.Payload, properties, message.Qos, retain)
        {
            ExpiresAtMs = expirySeconds is { } seconds ? Services.NowMs + 1000L * seconds : MqttMessage.Never,
        };
        lock (_publishing)
        {
            if (retain) Retained.TryKeep(ref publication, _scope);
            Router.Route(ref publication, _scope);
            _scope.HasStored = false;
            _scope.Flush();
        }
    }

    private void PublishStatistics(long now)
    {
        if (Options.StatisticsInterval == TimeSpan.Zero) return;
        if (_statisticsAt != 0 && Time.GetElapsedTime(_statisticsAt, now) < Options.StatisticsInterval) return;
        _statisticsAt = now;

        Say("broker/version", $"SmartSectors.Mqtt {typeof(MqttServer).Assembly.GetName().Version?.ToString(3)}");
        Say("broker/uptime", (long)Time.GetElapsedTime(_started, now).TotalSeconds);
        Say("broker/clients/connected", ConnectionCount);
        Say("broker/clients/total", Sessions.Count);
        Say("broker/subscriptions/count", Subscriptions.Count);
        Say("broker/retained messages/count", Retained.Count);
        Say("broker/retained messages/bytes", Retained.SizeBytes);
        Say("broker/messages/received", Services.Statistics.ReceivedCount);
        Say("broker/messages/sent", Services.Statistics.SentCount + _connections.Items.Sum(connection => connection.Output.Published));
        Say("broker/messages/queued/bytes", Services.Budget.TakenBytes);
        Say("broker/messages/dropped", Services.Statistics.DroppedTotal);
        foreach (var reason in Enum.GetValues<DropReason>())
        {
            Say($"broker/messages/dropped/{reason}", Services.Statistics.DroppedCount(reason));
        }
    }

    private void Say(string topic, long value) => Say(topic, value.ToString(CultureInfo.InvariantCulture));

    private void Say(string topic, string value)
    {
        var message = new MqttMessage(Encoding.UTF8.GetBytes($"$SYS/{topic}"), Encoding.UTF8.GetBytes(value), [], QualityOfService.AtMostOnce);
        Retained.KeepVolatile(message);
        Publish(message, retain: false);
    }

    /// <summary>Nobody waits for the acknowledgement of a will.</summary>
    private sealed class WillAcks : IDeferredAcks, IAckPeer
    {
        public static WillAcks Instance { get; } = new();

        public IAckPeer Peer => this;

        public void Complete()
        {
            // Nothing to acknowledge.
        }

        public void RequestFlush()
        {
            // Nobody to flush to.
        }
    }
}
