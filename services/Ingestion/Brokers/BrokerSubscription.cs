using Microsoft.Extensions.Logging;
using SmartSectors.Mqtt;

namespace SmartSectors.Ingestion.Brokers;

/// <summary>Makes a session on a broker subscribe to what the options say, and to nothing else.</summary>
internal sealed class BrokerSubscription(BrokerOptions options, BrokerSessions sessions, ILogger logger)
{
    /// <summary>Returns the filters subscribed to.</summary>
    /// <exception cref="MqttClientException">Refused, or the connection was lost.</exception>
    public async Task<IReadOnlyList<string>> EnsureAsync(MqttSubscriber subscriber, CancellationToken cancellationToken)
    {
        var shares = options.ShareGroup is not null && (subscriber.SharedAvailable ?? options.Version is MqttVersion.V311);
        var wanted = Filters(shares);
        var session = sessions.Find(options);
        string[] old = subscriber.SessionPresent ? session.Filters : [];

        // MQTT 3.1.1 sends retained messages at every SUBSCRIBE, so none is sent that is not needed. A shared subscription
        // brings none, and Mosquitto 2.0.11 forgets it in a session that it restores.
        if (subscriber.Version is MqttVersion.V311 && !shares && session.Qos == (int)options.Qos && old.ToHashSet().SetEquals(wanted)) return wanted;

        // Whatever happens between here and the end, the next connection knows of every filter that may stand.
        sessions.Remember(session with { Qos = (int)options.Qos, Filters = [.. old.Union(wanted)] });
        if (!await TrySubscribeAsync(subscriber, wanted, cancellationToken))
        {
            shares = false;
            wanted = Filters(shares: false);
            sessions.Remember(session with { Qos = (int)options.Qos, Filters = [.. old.Union(wanted)] });
            await TrySubscribeAsync(subscriber, wanted, cancellationToken);
        }

        if (!shares && options.ShareGroup is not null) BrokerLog.CannotShare(logger, options.Name);
        var unwanted = old.Except(wanted).ToList();
        if (unwanted.Count > 0) await subscriber.UnsubscribeAsync(unwanted, cancellationToken);
        sessions.Remember(session with { Qos = (int)options.Qos, Filters = wanted });
        return wanted;
    }

    private string[] Filters(bool shares) =>
        [.. options.Topics.Select(topic => shares ? $"$share/{options.ShareGroup}/{topic}" : topic)];

    /// <summary>False when the broker turns out to have no shared subscriptions.</summary>
    private async Task<bool> TrySubscribeAsync(MqttSubscriber subscriber, string[] filters, CancellationToken cancellationToken)
    {
        // A retained message is an old reading: it is told anew to whoever comes, and often without its time.
        var how = new SubscriptionOptions(options.Qos, RetainHandling: RetainHandling.DoNotSend);
        var reasons = await subscriber.SubscribeAsync([.. filters.Select(filter => (filter, how))], cancellationToken);
        if (reasons.Contains(SubAckReason.SharedSubscriptionsNotSupported)) return false;

        var refused = filters.Zip(reasons).Where(one => one.Second >= SubAckReason.UnspecifiedError).ToList();
        if (refused.Count > 0)
        {
            throw new MqttClientException(
                MqttClientFailure.NotSubscribed, $"it refuses {string.Join(", ", refused.Select(one => $"{one.First} ({one.Second})"))}");
        }

        foreach (var (filter, reason) in filters.Zip(reasons))
        {
            var granted = (QualityOfService)reason;
            if (granted < options.Qos) BrokerLog.GrantedLess(logger, options.Name, filter, granted, options.Qos);
        }

        return true;
    }
}
