namespace SmartSectors.Mqtt;

/// <summary>Brings each message to the sessions whose subscriptions match it.</summary>
internal sealed class Router(SubscriptionTrie<Subscriber> subscriptions)
{
    public void Route(scoped ref Publication publication, RouteScope scope)
    {
        if (subscriptions.IsEmpty) return;
        var matches = scope.Matches;
        matches.Clear();
        subscriptions.Match(publication.Topic, matches);
        if (matches.Count == 0) return;
        if (matches.Count == 1 || !HasSeveralOfOneSession(matches)) DeliverEach(matches, ref publication, scope);
        else DeliverMerged(matches, ref publication, scope);
    }

    private static void DeliverEach(List<Subscriber> matches, scoped ref Publication publication, RouteScope scope)
    {
        foreach (var match in matches)
        {
            if (match is SharedGroup group) DeliverShared(group, ref publication, scope);
            else Deliver((Subscription)match, group: null, ref publication, scope);
        }
    }

    /// <summary>A member whose session is over has left the group before: the next choice is another one.</summary>
    private static void DeliverShared(SharedGroup group, scoped ref Publication publication, RouteScope scope)
    {
        while (group.Choose(publication.Qos) is { } member && !Deliver(member, group.Name, ref publication, scope))
        {
            // Its session ended between the choice and the delivery.
        }
    }

    private static bool Deliver(Subscription subscription, string? group, scoped ref Publication publication, RouteScope scope)
    {
        var options = subscription.Options;
        if (options.NoLocal && subscription.Session == publication.Publisher) return true; // [MQTT-3.8.3-3]
        return subscription.Session.Deliver(
            ref publication,
            Lower(publication.Qos, options.Qos),
            options.RetainAsPublished && publication.Retain, // [MQTT-3.3.1-12], [MQTT-3.3.1-13]
            subscription.Identifiers,
            group,
            scope);
    }

    // A shared subscription is a subscription of its own: its messages are not merged with the session's others.
    private static void DeliverMerged(List<Subscriber> matches, scoped ref Publication publication, RouteScope scope)
    {
        var recipients = scope.Recipients;
        recipients.Clear();
        foreach (var match in matches)
        {
            if (match is not Subscription subscription) continue;
            var options = subscription.Options;
            if (options.NoLocal && subscription.Session == publication.Publisher) continue;
            recipients[subscription.Session] = recipients.TryGetValue(subscription.Session, out var other)
                ? new Recipient(
                    Higher(other.Qos, options.Qos),
                    other.RetainAsPublished || options.RetainAsPublished,
                    Both(other.Identifiers, subscription.Identifiers))
                : new Recipient(options.Qos, options.RetainAsPublished, subscription.Identifiers);
        }

        foreach (var (session, recipient) in recipients)
        {
            session.Deliver(
                ref publication,
                Lower(publication.Qos, recipient.Qos),
                recipient.RetainAsPublished && publication.Retain,
                recipient.Identifiers,
                group: null,
                scope);
        }

        recipients.Clear();
        matches.RemoveAll(static match => match is Subscription);
        DeliverEach(matches, ref publication, scope);
    }

    private static bool HasSeveralOfOneSession(List<Subscriber> matches)
    {
        // A few are compared with each other; with many the dictionary is cheaper.
        const int Few = 8;
        if (matches.Count > Few) return true;
        for (var i = 1; i < matches.Count; i++)
        {
            if (matches[i] is not Subscription subscription) continue;
            for (var j = 0; j < i; j++)
            {
                if (matches[j] is Subscription earlier && earlier.Session == subscription.Session) return true;
            }
        }

        return false;
    }

    private static uint[]? Both(uint[]? some, uint[]? others) => (some, others) switch
    {
        (null, _) => others,
        (_, null) => some,
        _ => [.. some, .. others],
    };

    private static QualityOfService Lower(QualityOfService a, QualityOfService b) => a < b ? a : b;

    private static QualityOfService Higher(QualityOfService a, QualityOfService b) => a > b ? a : b;
}
