namespace SmartSectors.Mqtt;

/// <summary>
/// What the server keeps for one client identifier (MQTT 5.0 §4.1): its subscriptions and what it is owed. All of it
/// changes under one lock; a session that outlives its connection tells each change to the store. Publishers call
/// <see cref="Deliver"/> from their own threads and never wait for this client.
/// </summary>
internal sealed partial class Session
{
    private readonly SessionServices _services;
    private readonly Lock _gate = new();
    private SubscriptionSet _subscriptions;
    private MqttConnection? _owner;

    /// <summary>The owner, once its CONNACK is out: nothing may be sent before ([MQTT-3.2.0-1]).</summary>
    private MqttConnection? _connection;
    private MqttLimits _limits;
    private uint? _expirySecondsAtEnd;
    private bool _ended;

    public Session(SessionServices services, long number, string clientId, MqttLimits limits)
    {
        _services = services;
        _limits = limits;
        Number = number;
        ClientId = clientId;
    }

    /// <summary>Never given to another session.</summary>
    public long Number { get; }

    public string ClientId { get; }

    /// <summary>How long it lives without a connection.</summary>
    public uint ExpirySeconds { get; private set; }

    /// <summary>Whether it outlives its connection, and so is stored.</summary>
    public bool IsStored => ExpirySeconds > 0 && !_ended;

    /// <summary>Published when the connection ends without a DISCONNECT that forbids it; null when there is none.</summary>
    public StoredWill? Will { get; private set; }

    /// <summary>Unix milliseconds; null while connected.</summary>
    public long? DisconnectedAtMs { get; private set; }

    /// <summary>The connection that speaks for the session; null while the client is away.</summary>
    public MqttConnection? Connection => Volatile.Read(ref _owner);

    public bool IsConnected => Connection is not null;

    public bool IsEnded => Volatile.Read(ref _ended);

    public int SubscriptionCount
    {
        get
        {
            lock (_gate) return _subscriptions.Count;
        }
    }

    /// <summary>When a session without a connection ends; null while connected or when it never does.</summary>
    public long? EndsAtMs =>
        DisconnectedAtMs is { } since && ExpirySeconds != uint.MaxValue ? since + 1000L * ExpirySeconds : null;

    /// <summary>When the will of a session without a connection is published; null when there is none to publish.</summary>
    public long? WillDueMs =>
        DisconnectedAtMs is { } since && Will is { } will ? since + 1000L * Math.Min(will.DelaySeconds, ExpirySeconds) : null;

    /// <summary>A session as it was stored; one that was connected then has lost its connection now.</summary>
    public static Session Restore(SessionServices services, StoredSessionState state, MqttLimits limits)
    {
        var session = new Session(services, state.Session.Number, state.Session.ClientId, limits)
        {
            ExpirySeconds = state.Session.ExpirySeconds,
            Will = state.Session.Will,
            DisconnectedAtMs = state.Session.DisconnectedAtMs ?? services.NowMs,
        };
        foreach (var stored in state.Subscriptions)
        {
            session._subscriptions.Put(new Subscription(session, stored.Filter, stored.Options, stored.Identifier));
        }

        foreach (var packetId in state.Received) (session._received ??= [])[packetId] = true;
        foreach (var delivery in state.Deliveries) session.RestoreDelivery(delivery);
        return session;
    }

    public Subscription[] Subscriptions
    {
        get
        {
            lock (_gate) return _subscriptions.ToArray();
        }
    }

    /// <summary>
    /// The connection speaks for the session from now on. What was in flight is sent again once CONNACK is out: see
    /// <see cref="Resume"/>.
    /// </summary>
    public void Attach(MqttConnection connection, uint expirySeconds, StoredWill? will)
    {
        lock (_gate)
        {
            if (IsStored && expirySeconds == 0) _services.Store.RemoveSession(Number);
            _owner = connection;
            _limits = connection.Limits;
            ExpirySeconds = expirySeconds;
            Will = will;
            DisconnectedAtMs = null;
            PrepareResend();
            if (IsStored) Store();
        }
    }

    /// <summary>Nothing is sent to its connection any more. Null when it has none.</summary>
    public MqttConnection? TakeConnection()
    {
        lock (_gate)
        {
            var connection = _owner;
            LoseConnection();
            return connection;
        }
    }

    /// <summary>The connection is over. False when it spoke for the session no longer: another took it over.</summary>
    public bool Detach(MqttConnection connection, bool keepsWill)
    {
        lock (_gate)
        {
            if (_owner != connection) return false;
            LoseConnection();
            DisconnectedAtMs = _services.NowMs;
            if (!keepsWill) Will = null;
            ForgetAtMostOnce();
            if (IsStored) Store();
            return true;
        }
    }

    /// <summary>
    /// MQTT 5.0 §3.14.2.2.2: DISCONNECT may say how long the session lives on. It holds from the end of the connection: a
    /// session that is to end then stays stored until its messages are handed on with it.
    /// </summary>
    public void ChangeExpiry(MqttConnection connection, uint expirySeconds)
    {
        lock (_gate)
        {
            if (_owner == connection) _expirySecondsAtEnd = expirySeconds;
        }
    }

    /// <summary>The will was published, or is not wanted any more.</summary>
    public StoredWill? TakeWill()
    {
        lock (_gate)
        {
            var will = Will;
            Will = null;
            if (will is not null && IsStored) Store();
            return will;
        }
    }

    /// <returns>The subscription that had the same filter; null when there was none.</returns>
    public Subscription? Add(Subscription subscription)
    {
        lock (_gate)
        {
            var previous = _subscriptions.Put(subscription);
            if (IsStored) _services.Store.PutSubscription(Number, subscription.ToStored());
            return previous;
        }
    }

    /// <returns>Null when there was none.</returns>
    public Subscription? Remove(string filter)
    {
        lock (_gate)
        {
            if (_subscriptions.Remove(filter) is not { } subscription) return null;
            if (IsStored) _services.Store.RemoveSubscription(Number, filter);
            return subscription;
        }
    }

    public bool Has(string filter)
    {
        lock (_gate) return _subscriptions.Find(filter) is not null;
    }

    /// <summary>
    /// The session is over: nothing is kept. The caller takes the subscriptions out of the trie.
    /// </summary>
    /// <returns>QoS 1 messages of shared subscriptions that others may take over (MQTT 5.0 §4.8.2).</returns>
    public IReadOnlyList<Delivery> End()
    {
        lock (_gate)
        {
            if (_ended) return [];
            if (IsStored) _services.Store.RemoveSession(Number);
            Volatile.Write(ref _ended, true);
            return ForgetDeliveries();
        }
    }

    private void LoseConnection()
    {
        Volatile.Write(ref _owner, null);
        Volatile.Write(ref _connection, null);
        if (_expirySecondsAtEnd is not { } seconds) return;
        _expirySecondsAtEnd = null;
        if (IsStored && seconds == 0) _services.Store.RemoveSession(Number);
        ExpirySeconds = seconds;
    }

    private void Store() => _services.Store.PutSession(new StoredSession(Number, ClientId, ExpirySeconds, DisconnectedAtMs, Will));
}
