using System.Text;

namespace SmartSectors.Mqtt;

/// <summary>
/// All sessions by client identifier, and the trie of their subscriptions. What makes, ends or takes over a session and
/// what changes a subscription happens under its lock; routing takes none of it. What ends a session is one group of the
/// store, begun before the lock is taken: no commit may have the end and not the messages that it hands on.
/// </summary>
internal sealed class SessionTable
{
    /// <summary>Times that need not be waited for any more and may pile up before it is worth looking for them.</summary>
    private const int DueSlack = 64;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Session> _byClientId = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SharedGroup> _groups = new(StringComparer.Ordinal);
    private readonly SubscriptionTrie<Subscriber> _trie;
    private readonly PriorityQueue<Session, long> _due = new();
    private readonly MqttServerOptions _options;
    private long _lastNumber;

    public SessionTable(SessionServices services, SubscriptionTrie<Subscriber> trie, MqttServerOptions options)
    {
        Services = services;
        _trie = trie;
        _options = options;
    }

    public SessionServices Services { get; }

    /// <summary>Connected or not.</summary>
    public int Count
    {
        get
        {
            lock (_gate) return _byClientId.Count;
        }
    }

    /// <summary>Takes in what the store kept. A session whose time has come ends with the first <see cref="Sweep"/>.</summary>
    public void Restore(IEnumerable<StoredSessionState> states)
    {
        lock (_gate)
        {
            foreach (var state in states)
            {
                var session = Session.Restore(Services, state, _options);
                _byClientId[session.ClientId] = session;
                _lastNumber = Math.Max(_lastNumber, session.Number);
                foreach (var subscription in session.Subscriptions) AddToTrie(subscription);
                WatchFor(session);
            }
        }
    }

    /// <summary>
    /// Gives a connection its session (MQTT 5.0 §3.1.4): the client's own if it has one and wants it, else a new one. The
    /// connection that had it is told to end ([MQTT-3.1.4-3]).
    /// </summary>
    /// <returns>Null when there are as many sessions as there may be.</returns>
    public OpenedSession? Open(MqttConnection connection, bool cleanStart, uint expirySeconds, StoredWill? will)
    {
        using var group = Services.BeginGroup();
        lock (_gate)
        {
            var opened = new OpenedSession();
            if (_byClientId.TryGetValue(connection.ClientId, out var session))
            {
                opened.Previous = session.TakeConnection();
                var isOver = cleanStart || (opened.Previous is not null ? !session.IsStored : session.EndsAtMs <= Services.NowMs);
                opened.Will = WillOfPrevious(session, isOver);
                if (isOver)
                {
                    End(session);
                    session = null;
                }
            }

            opened.IsPresent = session is not null; // [MQTT-3.2.2-2], [MQTT-3.2.2-3]
            if (session is null)
            {
                if (_byClientId.Count >= _options.MaxSessions) return opened with { Session = null };
                session = new Session(Services, ++_lastNumber, connection.ClientId, connection.Limits);
                _byClientId.Add(session.ClientId, session);
            }

            session.Attach(connection, expirySeconds, will);
            opened.Session = session;
            return opened;
        }
    }

    /// <summary>A connection is over.</summary>
    /// <returns>The will to publish now; null when there is none, or it waits, or somebody took the session over.</returns>
    public StoredWill? Close(Session session, MqttConnection connection, bool keepsWill)
    {
        using var group = Services.BeginGroup();
        lock (_gate)
        {
            if (!session.Detach(connection, keepsWill)) return null;
            if (session.IsStored)
            {
                if (session.Will is not { DelaySeconds: > 0 }) return TakeWillAndWatch(session);
                WatchFor(session);
                return null;
            }

            var will = session.TakeWill();
            End(session);
            return will;
        }
    }

    /// <summary>Adds a subscription, or replaces the one with the same filter without a gap ([MQTT-3.8.4-3]).</summary>
    /// <returns>Whether there was none; null when the session is over or has as many as it may.</returns>
    public bool? Subscribe(Session session, string filter, SubscriptionOptions options, uint identifier, int maxSubscriptions)
    {
        lock (_gate)
        {
            if (session.IsEnded) return null;
            if (session.SubscriptionCount >= maxSubscriptions && !session.Has(filter)) return null;
            var subscription = new Subscription(session, filter, options, identifier);
            var previous = session.Add(subscription);
            AddToTrie(subscription);
            if (previous is { Group: null }) RemoveFromTrie(previous);
            return previous is null;
        }
    }

    /// <summary>False when there was no such subscription.</summary>
    public bool Unsubscribe(Session session, string filter)
    {
        lock (_gate)
        {
            if (session.IsEnded || session.Remove(filter) is not { } subscription) return false;
            RemoveFromTrie(subscription);
            return true;
        }
    }

    /// <summary>Ends the subscriptions that the client may not have.</summary>
    public void KeepOnly(Session session, IClientRights rights)
    {
        foreach (var subscription in session.Subscriptions)
        {
            var filter = TopicFilter.Parse(Encoding.UTF8.GetBytes(subscription.Filter));
            if (!rights.MaySubscribe(filter.Filter)) Unsubscribe(session, subscription.Filter);
        }
    }

    /// <summary>The session of a client; null when it has none.</summary>
    public Session? Find(string clientId)
    {
        lock (_gate) return _byClientId.GetValueOrDefault(clientId);
    }

    /// <summary>Ends the sessions whose time has come.</summary>
    /// <returns>The wills that are due, with whose they are.</returns>
    public List<(string ClientId, StoredWill Will)> Sweep(long nowMs)
    {
        var wills = new List<(string, StoredWill)>();
        using var group = Services.BeginGroup();
        lock (_gate)
        {
            while (_due.TryPeek(out var session, out var dueMs) && dueMs <= nowMs)
            {
                _due.Dequeue();
                if (session.IsEnded || session.IsConnected) continue;
                if (session.WillDueMs <= nowMs && session.TakeWill() is { } will) wills.Add((session.ClientId, will));
                if (session.EndsAtMs <= nowMs) End(session);
                else WatchFor(session);
            }
        }

        return wills;
    }

    /// <summary>[MQTT-3.1.3-9]: a will that waits is not sent when its client is back in time, unless the session is over.</summary>
    private static StoredWill? WillOfPrevious(Session session, bool isOver)
    {
        var will = session.TakeWill();
        return isOver || will is { DelaySeconds: 0 } ? will : null;
    }

    private StoredWill? TakeWillAndWatch(Session session)
    {
        var will = session.TakeWill();
        WatchFor(session);
        return will;
    }

    private void WatchFor(Session session)
    {
        var dueMs = DueMsOf(session);
        if (dueMs == long.MaxValue) return;
        _due.Enqueue(session, dueMs);
        if (_due.Count > 2 * _byClientId.Count + DueSlack) ForgetReturned();
    }

    /// <summary>
    /// Those who came back before their time, or whose session ended, would be waited for all the same: once for each
    /// connection they had, as long as their session might have lived.
    /// </summary>
    private void ForgetReturned()
    {
        _due.Clear();
        foreach (var session in _byClientId.Values)
        {
            if (DueMsOf(session) is var dueMs and not long.MaxValue) _due.Enqueue(session, dueMs);
        }
    }

    private static long DueMsOf(Session session) => Math.Min(session.WillDueMs ?? long.MaxValue, session.EndsAtMs ?? long.MaxValue);

    private void End(Session session)
    {
        // It leaves its groups first: a publisher that finds the session over then chooses another member.
        foreach (var subscription in session.Subscriptions) RemoveFromTrie(subscription);
        var shared = session.End();
        _byClientId.Remove(session.ClientId);
        HandOn(shared);
    }

    /// <summary>MQTT 5.0 §4.8.2: what a shared subscription's member did not acknowledge goes to another one when its session ends.</summary>
    private void HandOn(IReadOnlyList<Delivery> deliveries)
    {
        if (deliveries.Count == 0) return;
        var scope = new RouteScope();
        foreach (var delivery in deliveries)
        {
            if (_groups.GetValueOrDefault(delivery.Group!)?.Choose(delivery.Qos) is not { } member) continue;
            var publication = Publication.Of(delivery.Message!, delivery.Retain);
            member.Session.Deliver(ref publication, delivery.Qos, delivery.Retain, member.Identifiers, delivery.Group, scope);
        }

        scope.Flush();
    }

    private void AddToTrie(Subscription subscription)
    {
        var filter = TopicFilter.Parse(Encoding.UTF8.GetBytes(subscription.Filter));
        if (!filter.IsShared)
        {
            _trie.Add(filter.Filter, subscription);
            return;
        }

        if (!_groups.TryGetValue(subscription.Filter, out var group))
        {
            group = new SharedGroup(subscription.Filter);
            _groups.Add(group.Name, group);
            _trie.Add(filter.Filter, group);
        }

        group.Join(subscription);
    }

    private void RemoveFromTrie(Subscription subscription)
    {
        var filter = TopicFilter.Parse(Encoding.UTF8.GetBytes(subscription.Filter));
        if (subscription.Group is not { } group)
        {
            _trie.Remove(filter.Filter, subscription);
            return;
        }

        if (!group.Leave(subscription)) return;
        _groups.Remove(group.Name);
        _trie.Remove(filter.Filter, group);
    }
}

/// <summary>What <see cref="SessionTable.Open"/> found.</summary>
internal sealed record OpenedSession
{
    /// <summary>Null when there may be no more.</summary>
    public Session? Session { get; set; }

    /// <summary>Whether the client's own session goes on.</summary>
    public bool IsPresent { get; set; }

    /// <summary>The connection that had the session until now; it is to be ended.</summary>
    public MqttConnection? Previous { get; set; }

    /// <summary>The will of that connection, if it is to be published.</summary>
    public StoredWill? Will { get; set; }
}
